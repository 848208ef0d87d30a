import type { errors as english } from "../en/errors.ts";
import type { Translated } from "../schema.ts";

export const errors: Translated<typeof english> = {
  generic: "حدث خطأ ما. يُرجى المحاولة مرة أخرى.",
  tooFast: "كان ذلك سريعًا بعض الشيء. أعد المحاولة بعد {seconds} ث.",
  unavailable: "تعذّر الوصول إلى الخادم حاليًا.",
  badRequest: "لم يقبل الخادم هذا.",
  unauthenticated: "الاسم أو كلمة المرور غير صحيحة، أو تم تسجيل خروجك.",
  forbidden: "لا يُسمح لك بذلك هنا.",
  notFound: "هذا غير موجود أو غير متاح لك.",
  conflict: "هذا مستخدم بالفعل أو تغيّر في هذه الأثناء.",
  gone: "لم يعد هذا موجودًا.",
  tooLarge: "هذا أكبر من المسموح.",
  muted: "كتمك أحد المشرفين.",
  mutedUntil: "كتمك أحد المشرفين حتى: {time}.",
  filesFull: "ستشغل ملفاتك أكثر من {size}: احذف أولًا رسائل فيها ملفات.",
  imageTooLarge: "الحد الأقصى للصورة {side} بكسل لكل ضلع و{millions} مليون بكسل إجمالًا.",
  missing: "هذا الحقل مطلوب.",
  tooShort: "الحد الأدنى لعدد الأحرف: {least}.",
  tooLong: "الحد الأقصى لعدد الأحرف: {most}، والزائد منها: {over}.",
  field: "لم يقبل الخادم هذا الإدخال.",
};
