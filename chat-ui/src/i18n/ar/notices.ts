import type { notices as english } from "../en/notices.ts";
import type { Translated } from "../schema.ts";

export const notices: Translated<typeof english> = {
  joined: "انضم {name}",
  left: "غادر {name}",
  kicked: "أُزيل {name}",
  renamed: "أعاد {name} تسمية الغرفة إلى «{room}»",
  topicSet: "حدّد {name} الموضوع: {topic}",
  topicRemoved: "أزال {name} الموضوع",
};
