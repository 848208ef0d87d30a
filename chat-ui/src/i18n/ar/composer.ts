import type { composer as english } from "../en/composer.ts";
import type { Translated } from "../schema.ts";

export const composer: Translated<typeof english> = {
  suggestions: "اقتراحات",
  wait: "يمكنك الإرسال الآن | يمكنك الإرسال بعد ثانية واحدة | يمكنك الإرسال بعد ثانيتين | يمكنك الإرسال بعد {n} ثوانٍ | يمكنك الإرسال بعد {n} ثانية | يمكنك الإرسال بعد {n} ثانية",
  seconds: "{count} ث",
  tooLong:
    "لا أحرف زائدة. | حرف واحد زائد. | حرفان زائدان. | {n} أحرف زائدة. | {n} حرفًا زائدًا. | {n} حرف زائد.",
  pasteTooLong: "النص الملصق أطول من اللازم: {count} حرف، والرسالة تتسع لـ {limit}.",
};
