import type { pictureViewer as english } from "../en/picture-viewer.ts";
import type { Translated } from "../schema.ts";

export const pictureViewer: Translated<typeof english> = {
  place: "{at} من {n}",
  previous: "الصورة السابقة",
  next: "الصورة التالية",
};
