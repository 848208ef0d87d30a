import { expect, it } from "vitest";
import { directionOf, parseLocaleChoice, resolveLocale } from "./locales.ts";

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

it("writes Arabic from right to left", () => {
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en-XA")).toBe("ltr");
});
