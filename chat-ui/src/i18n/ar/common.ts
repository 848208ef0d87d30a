import type { common as english } from "../en/common.ts";
import type { Translated } from "../schema.ts";

export const common: Translated<typeof english> = {
  close: "إغلاق",
  cancel: "إلغاء",
  tryAgain: "إعادة المحاولة",
  separator: "، ",
  count: "{count}",
  thousands: "{count} ألف",
  millions: "{count} مليون",
  save: "حفظ",
  copy: "نسخ",
  delete: "حذف",
  minutes: "{n} د | {n} د | {n} د | {n} د | {n} د | {n} د",
  more: "أظهر المزيد",
  saved: "حُفظ",
  copied: "نُسخ",
  dismiss: "أغلق",
  undo: "تراجع",
};
