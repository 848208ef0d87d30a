import type { emoji as english } from "../en/emoji.ts";
import type { Translated } from "../schema.ts";

export const emoji: Translated<typeof english> = {
  search: "Emojis suchen",
  failed: "Die Emojis konnten nicht geladen werden.",
  results: "Treffer",
  nothing: "Nichts gefunden zu „{query}“.",
  groups: "Gruppen",
  smileys: "Smileys",
  people: "Menschen",
  nature: "Tiere und Natur",
  food: "Essen und Trinken",
  travel: "Reisen und Orte",
  activities: "Aktivitäten",
  objects: "Gegenstände",
  symbols: "Symbole",
  flags: "Flaggen",
};
