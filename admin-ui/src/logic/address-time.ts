import { LIMITS } from "../../../src/protocol/limits.ts";

/** A moment in the address: milliseconds since the epoch. Anybody can write one there that is none. */
export const isTime = (text: unknown): text is string =>
  typeof text === "string" && /^\d{1,16}$/.test(text) && Number(text) <= LIMITS.lastTime;
