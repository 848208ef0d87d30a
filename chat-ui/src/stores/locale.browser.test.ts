import { createPinia, setActivePinia } from "pinia";
import { beforeEach, expect, it } from "vitest";
import { currentLocale, t } from "../i18n/i18n.ts";
import { useLocale } from "./locale.ts";

beforeEach(async () => {
  localStorage.clear();
  setActivePinia(createPinia());
  await useLocale().apply();
});

it("follows the browser until somebody chooses", () => {
  expect(useLocale().choice).toBe("system");
  expect(currentLocale()).toBe("en");
});

it("turns the page over to Arabic, and back", async () => {
  const locale = useLocale();
  await locale.choose("ar");
  expect(document.documentElement.lang).toBe("ar");
  expect(document.documentElement.dir).toBe("rtl");
  expect(locale.direction).toBe("rtl");
  expect(t("common.cancel")).toBe("إلغاء");
  await locale.choose("en");
  expect(document.documentElement.dir).toBe("ltr");
});

it("is the one that was chosen last, whichever is loaded first", async () => {
  const locale = useLocale();
  const passedOver = locale.choose("de");
  await locale.choose("en");
  await passedOver;
  expect(currentLocale()).toBe("en");
  expect(document.documentElement.lang).toBe("en");
  setActivePinia(createPinia());
  expect(useLocale().choice).toBe("en");
});

it("is remembered", async () => {
  await useLocale().choose("de");
  setActivePinia(createPinia());
  await useLocale().apply();
  expect(useLocale().choice).toBe("de");
  expect(t("common.cancel")).toBe("Abbrechen");
});

it("can be grown and accented, for tests", async () => {
  await useLocale().choose("en-XA");
  expect(t("common.cancel")).toMatch(/^⟦Çåñçéĺ·+⟧$|^⟦Çåñçéļ·+⟧$/);
  expect(t("rooms.mentions", { n: 2 })).toMatch(/^⟦2 .+⟧$/);
});
