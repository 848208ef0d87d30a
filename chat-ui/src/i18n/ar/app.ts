import type { app as english } from "../en/app.ts";
import type { Translated } from "../schema.ts";

export const app: Translated<typeof english> = {
  loading: "جارٍ تحميل Crosstalk",
  unreachable: "تعذّر الوصول إلى الخادم. تحقّق من اتصالك ثم أعد المحاولة.",
  sessionEnded: "انتهت جلستك. ما كنت تكتبه محفوظ.",
  banned: "هذا الحساب معطّل أو محظور. ما كنت تكتبه محفوظ.",
  newVersion: "إصدار جديد",
  newVersionThere: "يتوفر إصدار جديد من Crosstalk. ما تكتبه محفوظ.",
  reloadLater: "لاحقًا",
  reload: "إعادة التحميل",
  signInAgain: "تسجيل الدخول من جديد",
  myMenu: "قائمتي",
  upgrade: "احتفظ بهذا الاسم: أنشئ حسابًا",
  signOut: "تسجيل الخروج",
};
