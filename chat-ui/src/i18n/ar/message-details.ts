import type { messageDetails as english } from "../en/message-details.ts";
import type { Translated } from "../schema.ts";

export const messageDetails: Translated<typeof english> = {
  title: "تفاصيل الرسالة",
  editedAt: "عُدّلت",
  seq: "الرقم في الغرفة",
  notSentYet: "لم تُرسل بعد",
  server: "الخادم الذي استلمها",
  noServer: "لا خادم بعد",
  sender: "المُرسل",
  pressed: "أُرسلت من هنا",
  taken: "استلمها الخادم",
  acked: "تأكدت هنا",
  arrived: "وصلت إلى هنا",
  shown: "على هذه الشاشة",
  after: "+{ms} مللي ثانية",
};
