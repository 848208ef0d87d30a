import type { composer as english } from "../en/composer.ts";
import type { Translated } from "../schema.ts";

export const composer: Translated<typeof english> = {
  suggestions: "Vorschläge",
  wait: "Senden ist in {n} Sekunde wieder möglich | Senden ist in {n} Sekunden wieder möglich",
  seconds: "{count} s",
  tooLong: "{n} Zeichen zu viel. | {n} Zeichen zu viel.",
  pasteTooLong: "Das ist zu lang zum Einfügen: {count} Zeichen, und eine Nachricht fasst {limit}.",
};
