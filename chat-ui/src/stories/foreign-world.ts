import type { User } from "../../../src/protocol/users.ts";
import { COMPANY, ME, type World } from "./fixtures.ts";

const LATIN = "abcdefghijklmnopqrstuvwxyz";
const GREEK = [..."αβγδεζηθικλμνξοπρστυφχψωϊϋ"];

/** In letters that neither the app nor its pseudo-locale writes. */
export const foreign = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[a-z]/g, (letter) => GREEK[LATIN.indexOf(letter)] ?? letter)
    // What is neither Greek nor Arabic by then had an accent.
    .replace(/[à-ÿ]/g, "ε");

/** What people have written, and what names them. */
const WRITTEN: ReadonlySet<string> = new Set([
  "id",
  "room_id",
  "created_by",
  "username",
  "display_name",
  "name",
  "topic",
  "content",
  "excerpt",
  "server_id",
]);

const inForeign = (value: unknown, key: string): unknown => {
  if (typeof value === "string") return WRITTEN.has(key) ? foreign(value) : value;
  if (Array.isArray(value)) return value.map((one: unknown) => inForeign(one, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, inForeign(v, k)]));
};
const translated = <T>(value: T): T => inForeign(value, "") as T;

/** The company, by whose texts no word of the app can pass for one of theirs. */
export const FOREIGN_COMPANY: World = {
  people: translated(COMPANY.people),
  rooms: translated(COMPANY.rooms),
  members: translated(COMPANY.members),
  history: new Map(
    [...COMPANY.history].map(([roomId, messages]) => [foreign(roomId), translated(messages)]),
  ),
};
export const foreignUser = (user: User = ME): User => translated(user);
