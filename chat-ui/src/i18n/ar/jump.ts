import type { jump as english } from "../en/jump.ts";
import type { Translated } from "../schema.ts";

export const jump: Translated<typeof english> = {
  title: "الانتقال إلى تاريخ",
  today: "اليوم",
  yesterday: "أمس",
  lastWeek: "قبل أسبوع",
  lastMonth: "قبل شهر",
  beginning: "البداية الأولى",
  day: "أي يوم",
  go: "انتقال",
  tooEarly: "تبدأ الغرفة في {date}.",
  tooLate: "لم يأتِ هذا اليوم بعد.",
  unread:
    "لا غير مقروء | رسالة غير مقروءة | رسالتان غير مقروءتين | {n} رسائل غير مقروءة | {n} رسالة غير مقروءة | {n} رسالة غير مقروءة",
  dismiss: "إخفاء",
};
