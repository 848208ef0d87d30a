import type { errors as english } from "../en/errors.ts";
import type { Translated } from "../schema.ts";

export const errors: Translated<typeof english> = {
  generic: "Etwas ist schiefgegangen. Bitte versuche es noch einmal.",
  tooFast: "Das war etwas schnell. Versuche es in {seconds} s noch einmal.",
  unavailable: "Der Server ist gerade nicht erreichbar.",
  badRequest: "Das hat der Server nicht angenommen.",
  unauthenticated: "Name oder Passwort ist falsch, oder du wurdest abgemeldet.",
  forbidden: "Das darfst du hier nicht.",
  notFound: "Das gibt es nicht, oder es ist dir nicht zugänglich.",
  conflict: "Das ist vergeben oder wurde inzwischen geändert.",
  gone: "Das gibt es nicht mehr.",
  tooLarge: "Das ist zu groß.",
  muted: "Die Moderation hat dich stummgeschaltet.",
  mutedUntil: "Die Moderation hat dich stummgeschaltet, bis: {time}.",
  filesFull: "Deine Dateien würden mehr als {size} belegen: Lösche zuerst Nachrichten mit Dateien.",
  imageTooLarge:
    "Ein Bild hat höchstens {side} Pixel an einer Seite und {millions} Millionen insgesamt.",
  missing: "Bitte ausfüllen.",
  tooShort: "Mindestens {least} Zeichen.",
  tooLong: "Höchstens {most} Zeichen; das sind {over} zu viel.",
  field: "Diese Angabe hat der Server nicht angenommen.",
};
