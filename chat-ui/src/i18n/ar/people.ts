import type { people as english } from "../en/people.ts";
import type { Translated } from "../schema.ts";

export const people: Translated<typeof english> = {
  onlineCount: "لا متصلين | متصل واحد | متصلان | {count} متصلين | {count} متصلًا | {count} متصل",
  online: "متصل",
  recent: "كان هنا قبل قليل",
  offline: "غير متصل",
  people: "الأشخاص",
  members: "الأعضاء",
  guest: "ضيف",
  nameOf: "اسم الشخص",
  searchByName: "ابحث عن أشخاص بالاسم",
  searchToWrite: "إلى من تريد أن تكتب؟",
  nobody: "لا أحد يبدأ اسمه بـ «{query}».",
  newDirect: "رسالة مباشرة جديدة",
  write: "اكتب رسالة",
  block: "احظر",
  unblock: "ألغِ الحظر",
  blocked: "لم يعد بإمكان {name} مراسلتك مباشرة أو الإشارة إليك.",
  unblocked: "يمكن لـ {name} مراسلتك مجددًا.",
};
