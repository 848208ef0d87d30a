import type { membersPanel as english } from "../en/members-panel.ts";
import type { Translated } from "../schema.ts";

export const membersPanel: Translated<typeof english> = {
  close: "Mitglieder schließen",
  onlineGroup: "Online",
  offlineGroup: "Offline",
  onlineBefore: "Online, als zuletzt Verbindung war",
  offlineBefore: "Offline, als zuletzt Verbindung war",
  you: "(du)",
  owner: "Besitzer",
  moderator: "Moderator",
  isBlocked: "blockiert",
  actionsOn: "Aktionen für {name}",
  makeOwner: "Zum Besitzer machen",
  makeModerator: "Zum Moderator machen",
  makeMember: "Zum einfachen Mitglied machen",
  kick: "Aus dem Raum entfernen",
  kickTitle: "{name} aus {room} entfernen?",
  kickPrivate: "Für die Rückkehr braucht es eine neue Einladung.",
  kickPublic: "Ein erneuter Beitritt ist möglich.",
  kickAction: "Entfernen",
  ownerTitle: "{name} zum Besitzer von {room} machen?",
  ownerText: "Besitzer vergeben und nehmen Rollen; andere können sie nicht entfernen.",
};
