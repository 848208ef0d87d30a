import type { app as english } from "../en/app.ts";
import type { Translated } from "../schema.ts";

export const app: Translated<typeof english> = {
  loading: "جارٍ تحميل Crosstalk",
  unreachable: "تعذّر الوصول إلى الخادم. تحقّق من اتصالك ثم أعد المحاولة.",
  sessionEnded: "انتهت جلستك. ما كنت تكتبه محفوظ.",
  banned: "حُظر هذا الحساب.",
  signInAgain: "تسجيل الدخول من جديد",
};
