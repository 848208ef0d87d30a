import type { notices as english } from "../en/notices.ts";
import type { Translated } from "../schema.ts";

export const notices: Translated<typeof english> = {
  joined: "{name} ist beigetreten",
  left: "{name} hat den Raum verlassen",
  kicked: "{name} wurde entfernt",
  renamed: "{name} hat den Raum in „{room}“ umbenannt",
  topicSet: "{name} hat das Thema gesetzt: {topic}",
  topicRemoved: "{name} hat das Thema entfernt",
};
