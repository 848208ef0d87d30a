import { describe, expect, it } from "vitest";
import type { MessageContext } from "vue-i18n";
import { messageFormat, pluralCategories } from "./message-format.ts";

const render = (message: string, locale: string, values: MessageContext["values"] = {}): string =>
  messageFormat(locale)(message)({ values });

it("puts values in, and numbers as the language writes them", () => {
  expect(render("{who} sent {n} messages", "en", { who: "Ana", n: 1234 })).toBe(
    "Ana sent 1,234 messages",
  );
  expect(render("{n} Nachrichten", "de", { n: 1234 })).toBe("1.234 Nachrichten");
});

it("takes a value as text, whatever is in it", () => {
  expect(render("{a}, {b}", "en", { a: "{b} | @:c", b: "$&" })).toBe("{b} | @:c, $&");
});

describe("plural forms", () => {
  it("are two in English", () => {
    const message = "one message | {n} messages";
    expect(render(message, "en", { n: 1 })).toBe("one message");
    expect(render(message, "en", { n: 0 })).toBe("0 messages");
  });

  it("are six in Arabic, in the order of CLDR", () => {
    expect(pluralCategories("ar")).toEqual(["zero", "one", "two", "few", "many", "other"]);
    const message = "zero | one | two | few | many | other";
    const chosen = [0, 1, 2, 5, 11, 100].map((n) => render(message, "ar", { n }));
    expect(chosen).toEqual(["zero", "one", "two", "few", "many", "other"]);
  });
});

it("isolates what runs the other way", () => {
  expect(render("{who} joined", "en", { who: "سارة!" })).toBe("\u2068سارة!\u2069 joined");
  expect(render("انضم {who}", "ar", { who: "Ana!" })).toBe("انضم \u2068Ana!\u2069");
});
