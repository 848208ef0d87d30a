import { describe, expect, it } from "vitest";
import { pluralCategories } from "../../../ui/i18n/message-format.ts";
import { messages as arabic } from "./ar/messages.ts";
import { messages as german } from "./de/messages.ts";
import { messages as english } from "./en/messages.ts";
import type { Messages } from "./schema.ts";

interface Message {
  readonly key: string;
  readonly forms: readonly string[];
}

const all = (messages: Messages): Message[] =>
  Object.entries(messages).flatMap(([name, namespace]) =>
    Object.entries(namespace).map(([key, text]) => ({
      key: `${name}.${key}`,
      forms: String(text).split(" | "),
    })),
  );

const placeholders = (forms: readonly string[]): string[] =>
  [...new Set(forms.join(" ").match(/\{\w+\}/g))].sort();

const inEnglish = new Map(all(english).map((message) => [message.key, message.forms]));

describe.each([
  ["en", english],
  ["de", german],
  ["ar", arabic],
] as const)("the messages in %s", (locale, messages) => {
  const counted = pluralCategories(locale).length;

  it("have every plural form of the language, or none", () => {
    const odd = all(messages).filter(({ forms }) => forms.length !== 1 && forms.length !== counted);
    expect(odd).toEqual([]);
  });

  it("take the values that the English ones do", () => {
    const differing = all(messages).filter(
      ({ key, forms }) =>
        placeholders(forms).join() !== placeholders(inEnglish.get(key) ?? []).join(),
    );
    expect(differing).toEqual([]);
  });

  it("are never empty", () => {
    expect(all(messages).filter(({ forms }) => forms.some((form) => form.trim() === ""))).toEqual(
      [],
    );
  });
});
