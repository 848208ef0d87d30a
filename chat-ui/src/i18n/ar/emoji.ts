import type { emoji as english } from "../en/emoji.ts";
import type { Translated } from "../schema.ts";

export const emoji: Translated<typeof english> = {
  search: "البحث عن رموز",
  failed: "تعذّر تحميل الرموز.",
  results: "النتائج",
  nothing: "لا نتائج عن «{query}».",
  groups: "المجموعات",
  smileys: "وجوه",
  people: "أشخاص",
  nature: "حيوانات وطبيعة",
  food: "طعام وشراب",
  travel: "سفر وأماكن",
  activities: "أنشطة",
  objects: "أشياء",
  symbols: "رموز",
  flags: "أعلام",
};
