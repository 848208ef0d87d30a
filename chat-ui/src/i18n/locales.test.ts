import { expect, it } from "vitest";
import { directionOf, parseLocaleChoice, regionalTag, resolveLocale } from "./locales.ts";

it("takes the first of the browser's languages that there is", () => {
  expect(resolveLocale("system", ["fr-FR", "de-AT", "en"])).toBe("de");
  expect(resolveLocale("system", ["fr"])).toBe("en");
  expect(resolveLocale("ar", ["de"])).toBe("ar");
});

it("reads back only what it knows", () => {
  expect(parseLocaleChoice("ar")).toBe("ar");
  expect(parseLocaleChoice("tlh")).toBe("system");
  expect(parseLocaleChoice(null)).toBe("system");
});

it("writes dates and numbers as the browser's region does", () => {
  expect(regionalTag("en", ["de-AT", "en-GB"])).toBe("en-GB");
  expect(regionalTag("de", ["en-GB"])).toBe("de");
  expect(regionalTag("en-XA", ["en-GB"])).toBe("en-GB");
});

it("writes Arabic from right to left", () => {
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en-XA")).toBe("ltr");
});
