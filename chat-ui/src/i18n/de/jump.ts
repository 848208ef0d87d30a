import type { jump as english } from "../en/jump.ts";
import type { Translated } from "../schema.ts";

export const jump: Translated<typeof english> = {
  title: "Zu einem Datum springen",
  today: "Heute",
  yesterday: "Gestern",
  lastWeek: "Vor einer Woche",
  lastMonth: "Vor einem Monat",
  beginning: "Ganz an den Anfang",
  day: "Ein anderer Tag",
  go: "Springen",
  tooEarly: "Der Raum beginnt am {date}.",
  tooLate: "Dieser Tag ist noch nicht da.",
  unread: "{n} ungelesen | {n} ungelesen",
  dismiss: "Ausblenden",
};
