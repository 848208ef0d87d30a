import type { pictureViewer as english } from "../en/picture-viewer.ts";
import type { Translated } from "../schema.ts";

export const pictureViewer: Translated<typeof english> = {
  place: "{at} von {n}",
  previous: "Voriges Bild",
  next: "Nächstes Bild",
};
