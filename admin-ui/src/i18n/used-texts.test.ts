import { expect, it } from "vitest";
import { messages } from "./en/messages.ts";

const files = import.meta.glob<string>(["../**/*.vue", "../**/*.ts", "!./en/*.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.values(files).join("\n");

/** By its whole key, or by a template that begins with its namespace, or as far as its first `-`. */
const isUsed = (namespace: string, name: string): boolean => {
  const key = `${namespace}.${name}`;
  const [first] = name.split("-");
  return [`"${key}"`, `'${key}'`, `\`${namespace}.\${`, `\`${namespace}.${first}-\${`].some(
    (text) => sources.includes(text),
  );
};

it("every text of the dashboard is used", () => {
  const keys = Object.entries(messages).flatMap(([namespace, texts]) =>
    Object.keys(texts).map((name) => ({ namespace, name })),
  );
  expect(keys.filter(({ namespace, name }) => !isUsed(namespace, name))).toEqual([]);
});
