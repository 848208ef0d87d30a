import type { report as english } from "../en/report.ts";
import type { Translated } from "../schema.ts";

export const report: Translated<typeof english> = {
  title: "الإبلاغ عن هذه الرسالة",
  about: "سيراها القائمون على هذا الخادم مع ما كُتب حولها. لن يُبلَّغ {name} بذلك.",
  spam: "رسائل مزعجة أو إعلانات",
  abuse: "إهانة أو تهديد",
  illegal: "مخالفة للقانون",
  other: "سبب آخر",
  why: "السبب",
  more: "ما ينبغي أن يعرفوه",
  send: "إبلاغ",
  done: "شكرًا، تم الإبلاغ.",
};
