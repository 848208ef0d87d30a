import type { stagedFiles as english } from "../en/staged-files.ts";
import type { Translated } from "../schema.ts";

export const stagedFiles: Translated<typeof english> = {
  title: "ملفات للإرسال",
  ready: "جاهز",
  waiting: "في الانتظار",
  retry: "إعادة محاولة {name}",
  remove: "إزالة {name}",
  tooLarge: "كبير جدًا: حجم الملف {most} على الأكثر.",
  empty: "هذا الملف فارغ.",
  unreadable: "تتعذر قراءة هذا. لا يمكن إرسال المجلدات.",
  dropHere: "أفلت الملفات لإرفاقها بـ {room}",
};
