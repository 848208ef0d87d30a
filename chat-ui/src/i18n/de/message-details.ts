import type { messageDetails as english } from "../en/message-details.ts";
import type { Translated } from "../schema.ts";

export const messageDetails: Translated<typeof english> = {
  title: "Nachrichtendetails",
  editedAt: "Bearbeitet",
  seq: "Nummer im Raum",
  notSentYet: "noch nicht gesendet",
  server: "Angenommen von Server",
  noServer: "noch keinem",
  sender: "Absender",
  pressed: "Hier abgeschickt",
  taken: "Vom Server angenommen",
  acked: "Hier bestätigt",
  arrived: "Hier angekommen",
  shown: "Auf diesem Bildschirm",
  after: "+{ms} ms",
};
