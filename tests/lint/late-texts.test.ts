import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { lateMessages } from "../../chat-ui/src/i18n/en/late-messages.ts";

/** The files that `path` imports, and those that these import; not what they load later. */
const loadedWith = (path: string, known = new Map<string, string>()): Map<string, string> => {
  if (known.has(path)) return known;
  const source = readFileSync(path, "utf8");
  known.set(path, source);
  for (const [, other = ""] of source.matchAll(/^(?:import|\}) .*?from "(\.[^"]+)";$/gm)) {
    if (/\.(?:ts|vue)$/.test(other)) loadedWith(join(dirname(path), other), known);
  }
  return known;
};

it("what is loaded first says nothing that is loaded late", () => {
  const late = Object.keys(lateMessages).join("|");
  const says = new RegExp(`\\bt\\(\\s*["'\`](?:${late})\\.`);
  const first = loadedWith(join(import.meta.dirname, "../../chat-ui/src/main.ts"));
  // It follows the imports of components, too.
  expect([...first.keys()].some((path) => path.endsWith("MessageRow.vue"))).toBe(true);
  const odd = [...first].filter(([, source]) => says.test(source)).map(([path]) => path);
  expect(odd).toEqual([]);
});
