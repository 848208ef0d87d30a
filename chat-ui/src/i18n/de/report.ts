import type { report as english } from "../en/report.ts";
import type { Translated } from "../schema.ts";

export const report: Translated<typeof english> = {
  title: "Diese Nachricht melden",
  about:
    "Wer diesen Server betreibt, sieht sie mit dem, was davor und danach geschrieben wurde. {name} erfährt nichts davon.",
  spam: "Spam oder Werbung",
  abuse: "Beleidigung oder Drohung",
  illegal: "Gegen das Gesetz",
  other: "Etwas anderes",
  why: "Warum",
  more: "Was man dazu wissen sollte",
  send: "Melden",
  done: "Danke. Die Nachricht ist gemeldet.",
};
