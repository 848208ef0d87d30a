import type { conversation as english } from "../en/conversation.ts";
import type { Translated } from "../schema.ts";

export const conversation: Translated<typeof english> = {
  newMessages:
    "لا رسائل جديدة | رسالة جديدة واحدة | رسالتان جديدتان | {n} رسائل جديدة | {n} رسالة جديدة | {n} رسالة جديدة",
  membersOnline: "الأعضاء: {online} من {n} متصلون",
  membersCount: "الأعضاء: {n}",
  typing:
    "… | {names} يكتب… | {names} يكتبان… | {names} يكتبون… | {names} يكتبون… | {names} يكتبون…",
  manyTyping: "عدة أشخاص يكتبون…",
  editMessage: "تعديل الرسالة",
  replyTo: "رد على {name}",
  answeredDeleted: "حُذفت الرسالة التي كنت تردّ عليها.",
  editedDeleted: "حُذفت الرسالة التي كنت تعدّلها. يمكن إرسال ما كتبته في رسالة جديدة.",
  messagesIn: "الرسائل في {room}",
  jumpToPresent: "الانتقال إلى الحاضر",
  latest: "الأحدث",
  insertEmoji: "إدراج رمز",
  send: "إرسال",
  writeIn: "اكتب في {room}",
  loadFailed: "تعذّر تحميل رسائل هذه الغرفة.",
  beginsDirect: "هنا البداية. لا يقرأ هذا إلا أنتما.",
  beginsPrivate: "هنا البداية. لا يقرأ هذه الغرفة إلا المدعوون.",
  beginsEphemeral: "هنا البداية. تزول هذه الغرفة حين يغادر آخر من فيها، ولا يبقى منها شيء.",
  beginsPublic: "هنا البداية. يمكن لكل من لديه حساب أن يجد هذه الغرفة وينضم إليها.",
  search: "البحث في هذه الغرفة",
};
