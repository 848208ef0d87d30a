import type { help as english } from "../en/help.ts";
import type { Translated } from "../schema.ts";

export const help: Translated<typeof english> = {
  title: "لوحة المفاتيح",
  anywhere: "في أي مكان",
  writing: "أثناء الكتابة",
  inList: "في قائمة الرسائل",
  onMessage: "على رسالة",
  moveInList: "التنقل بين الرسائل",
  messageActions: "إجراءات الرسالة",
};
