import type { people as english } from "../en/people.ts";
import type { Translated } from "../schema.ts";

export const people: Translated<typeof english> = {
  online: "{count} online",
};
