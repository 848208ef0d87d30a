import type { files as english } from "../en/files.ts";
import type { Translated } from "../schema.ts";

export const files: Translated<typeof english> = {
  attach: "إرفاق ملفات",
  staged: "ملفات للإرسال",
  ofMessage: "الملفات",
  ready: "جاهز",
  waiting: "في الانتظار",
  uploading: "جارٍ الرفع",
  retry: "إعادة محاولة {name}",
  remove: "إزالة {name}",
  tooLarge: "كبير جدًا: حجم الملف {most} على الأكثر.",
  empty: "هذا الملف فارغ.",
  unreadable: "تتعذر قراءة هذا. لا يمكن إرسال المجلدات.",
  tooMany:
    "لم يُترك أي ملف | تُرك ملف واحد: تتسع الرسالة لعدد {most}. | تُرك ملفان: تتسع الرسالة لعدد {most}. | تُركت {n} ملفات: تتسع الرسالة لعدد {most}. | تُرك {n} ملفًا: تتسع الرسالة لعدد {most}. | تُرك {n} ملف: تتسع الرسالة لعدد {most}.",
  notWhileEditing: "لا يمكن إضافة ملفات إلى رسالة أُرسلت. أرسلها في رسالة جديدة.",
  dropHere: "أفلت الملفات لإرفاقها بـ {room}",
  openPicture: "فتح الصورة {name}",
  retryPicture: "تحميل الصورة {name} من جديد",
  pictureFailed: "تعذر التحميل. حاول مرة أخرى.",
  pictureBroken: "لا يمكن عرض هذه الصورة.",
  save: "تنزيل",
  place: "{at} من {n}",
  previous: "الصورة السابقة",
  next: "الصورة التالية",
  count: "لا ملفات | ملف واحد | ملفان | {n} ملفات | {n} ملفًا | {n} ملف",
};
