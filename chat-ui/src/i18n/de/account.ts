import type { account as english } from "../en/account.ts";
import type { Translated } from "../schema.ts";

export const account: Translated<typeof english> = {
  slogan: "Chat, der überall läuft und jedes Wort behält.",
  howToEnter: "Anmeldeart",
  signIn: "Anmelden",
  registerTab: "Registrieren",
  guestTab: "Gast",
  register: "Konto anlegen",
  asGuest: "Als Gast fortfahren",
  nickname: "Spitzname (optional)",
  guestAbout:
    "Du bekommst auch eine Nummer, damit sich niemand für dich ausgeben kann. Gäste nutzen flüchtige Räume.",
  username: "Benutzername",
  usernameHint: "3 bis 32 aus a–z, 0–9, _ . -",
  displayNameOptional: "Anzeigename (optional)",
  password: "Passwort",
  passwordHint: "Mindestens {n} Zeichen.",
  forgot: "Passwort vergessen?",
  resetTitle: "Neues Passwort",
  resetAbout:
    "Die Verwaltung dieses Servers kann dir einen Code geben. Er gilt einmal, 24 Stunden lang.",
  code: "Code",
  wrongCode:
    "Der Code ist falsch, verbraucht oder abgelaufen, oder er gehört zu einem anderen Konto.",
  resetAction: "Passwort setzen",
  resetDone: "Das neue Passwort gilt. Melde dich damit an.",
  backToSignIn: "Zurück zur Anmeldung",
  currentPassword: "Bisheriges Passwort",
  newPassword: "Neues Passwort",
  wrongPassword: "Das ist nicht dein Passwort.",
  passwordAbout: "Alle deine anderen Sitzungen enden.",
  changePassword: "Passwort ändern",
  passwordChanged: "Das Passwort ist geändert; deine anderen Sitzungen sind beendet.",
  upgradeAbout:
    "Gast {number} wird zum Konto und bleibt, wer er ist: derselbe Name, dieselben Räume und Nachrichten, auf jedem Gerät.",
  upgraded: "Du hast jetzt ein Konto. Dein Name und deine Räume sind dieselben.",
  signOutTitle: "Abmelden?",
  signOutAbout:
    "Entwürfe und was von deinen Räumen behalten wurde, werden aus diesem Browser entfernt.",
  signOutUnsent:
    "{n} Nachricht wurde nicht gesendet und geht verloren. | {n} Nachrichten wurden nicht gesendet und gehen verloren.",
  guestEnded:
    "Deine Sitzung als Gast ist beendet, und als dieser Gast kann sich niemand mehr anmelden.",
  signOutGuest: "Als dieser Gast kann sich niemand mehr anmelden.",
  deleteAbout:
    "Dein Konto und seine Sitzungen sind endgültig weg. Was du geschrieben hast, bleibt, unter „deleted user“.",
  typeUsername: "Zum Löschen deines Kontos „{name}“ eingeben",
  deleteAction: "Mein Konto löschen",
  deleted: "Dein Konto ist gelöscht.",
  wrongLogin: "Benutzername oder Passwort ist falsch.",
  taken: "Dieser Benutzername ist vergeben.",
};
