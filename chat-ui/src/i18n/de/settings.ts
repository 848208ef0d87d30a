import type { settings as english } from "../en/settings.ts";
import type { Translated } from "../schema.ts";

export const settings: Translated<typeof english> = {
  profile: "Profil",
  appearance: "Darstellung",
  signals: "Benachrichtigungen",
  password: "Passwort",
  sessions: "Sitzungen",
  blocked: "Blockierte Personen",
  delete: "Konto löschen",
  displayName: "Anzeigename",
  displayNameAbout: "Alle sehen ihn sofort, auch an dem, was du schon geschrieben hast.",
  density: "Dichte",
  "density-comfortable": "Bequem",
  "density-compact": "Dicht",
  language: "Sprache",
  languageSystem: "Wie der Browser",
  signalsAbout:
    "Zeigt neue Nachrichten aus Räumen, die nicht stumm sind, je einmal, während du woanders hinsiehst.",
  signalsDenied: "Die Einstellungen des Browsers verbieten sie für diese Seite.",
  signalsUnavailable: "Hier nicht möglich: Sie brauchen https und einen Browser, der sie kennt.",
  sounds: "Töne",
  soundsAbout: "Ein kurzer Ton für das, was dich angeht, während du woanders hinsiehst.",
  sessionsAbout: "Wo du angemeldet bist. Eine beendete Sitzung ist binnen einer Sekunde draußen.",
  device: "{browser} auf {system}",
  unknownDevice: "Unbekanntes Gerät",
  thisDevice: "Dieses Gerät",
  endSession: "Sitzung beenden",
  blockedAbout: "Sie können dir nicht direkt schreiben, und ihre Erwähnungen erreichen dich nicht.",
  nobodyBlocked: "Du hast niemanden blockiert.",
};
