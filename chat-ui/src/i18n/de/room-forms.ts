import type { roomForms as english } from "../en/room-forms.ts";
import type { Translated } from "../schema.ts";

export const roomForms: Translated<typeof english> = {
  nameOf: "Name eines Raums",
  searchOrJoin: "Suchen, oder Namen oder Link einfügen und Eingabe drücken",
  toJoin: "Räume zum Beitreten",
  noneYet: "Es gibt noch keine Räume.",
  noneCalled: "Kein Raum beginnt mit „{name}“.",
  noSuchName:
    "Kein Raum, der dir offensteht, heißt „{name}“. In einen privaten führt eine Einladung.",
  open: "Öffnen",
  joinRoom: "Dem Raum beitreten",
  toMyRooms: "Zu meinen Räumen",
  notOpen: "Dieser Raum ist beendet oder steht dir nicht offen.",
  createOne: "Raum anlegen",
  create: "Raum anlegen",
  kind: "Art des Raums",
  public: "Öffentlich",
  publicAbout: "Alle können ihn finden und beitreten.",
  private: "Privat",
  privateAbout: "Nur für Eingeladene.",
  ephemeral: "Flüchtig",
  ephemeralAbout: "Auch für Gäste; weg, sobald der Letzte geht.",
  name: "Name",
  topic: "Thema",
  topicOptional: "Thema (optional)",
  topicAbout: "Worum es hier geht, für alle, die den Raum finden.",
  deleteTitle: "{name} löschen?",
  deleteAbout:
    "Alles, was darin geschrieben wurde, wird für das eine Mitglied gelöscht. Das lässt sich nicht rückgängig machen. | Alles, was darin geschrieben wurde, wird für alle {count} Mitglieder gelöscht. Das lässt sich nicht rückgängig machen.",
  typeName: "Zum Löschen „{name}“ eingeben",
  deleteAction: "Raum löschen",
};
