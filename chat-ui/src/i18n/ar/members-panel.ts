import type { membersPanel as english } from "../en/members-panel.ts";
import type { Translated } from "../schema.ts";

export const membersPanel: Translated<typeof english> = {
  close: "أغلق الأعضاء",
  onlineGroup: "متصلون",
  offlineGroup: "غير متصلين",
  onlineBefore: "متصلون عند آخر اتصال",
  offlineBefore: "غير متصلين عند آخر اتصال",
  you: "(أنت)",
  owner: "مالك",
  moderator: "مشرف",
  isBlocked: "محظور",
  actionsOn: "إجراءات على {name}",
  makeOwner: "اجعله مالكًا",
  makeModerator: "اجعله مشرفًا",
  makeMember: "اجعله عضوًا عاديًا",
  kick: "أخرجه من الغرفة",
  kickTitle: "هل تُخرج {name} من {room}؟",
  kickPrivate: "للعودة يحتاج إلى دعوة جديدة.",
  kickPublic: "يمكنه الانضمام مجددًا.",
  kickAction: "أخرج",
  ownerTitle: "هل تجعل {name} مالكًا لـ {room}؟",
  ownerText: "المالكون يمنحون الأدوار ويسحبونها، ولا يستطيع الآخرون إخراجهم.",
};
