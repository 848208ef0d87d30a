import type { switcher as english } from "../en/switcher.ts";
import type { Translated } from "../schema.ts";

export const switcher: Translated<typeof english> = {
  title: "انتقل إلى غرفة أو شخص",
  placeholder: "اكتب جزءًا من الاسم",
  searching: "جارٍ البحث…",
  nothing: "لا شيء بهذا الاسم.",
  keys: "↑ ↓ للاختيار، Enter للفتح",
};
