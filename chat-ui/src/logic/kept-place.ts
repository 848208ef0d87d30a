import { isRecord, parseStored } from "./stored-json.ts";

/** Where somebody reads in a room further up than its end. */
export interface Place {
  /** The first message in view, and how many pixels of it are above. */
  readonly seq: number;
  readonly above: number;
  /** The last message in view. */
  readonly last: number;
}

const KEY = "crosstalk.place";

type Stored = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** One for each tab: of the room that is open when the page goes; `undefined` where there is nothing to come back to. */
export const keepPlace = (
  storage: Stored,
  account: string,
  roomId: string,
  place: Place | undefined,
): void => {
  if (place) storage.setItem(KEY, JSON.stringify({ account, roomId, ...place }));
  else storage.removeItem(KEY);
};

/** The place in that room, once; of another account or room it is forgotten. */
export const takePlace = (storage: Stored, account: string, roomId: string): Place | undefined => {
  const kept = parseStored(storage.getItem(KEY));
  storage.removeItem(KEY);
  if (!isRecord(kept) || kept["account"] !== account || kept["roomId"] !== roomId) return undefined;
  const { seq, above, last } = kept;
  return typeof seq === "number" && typeof above === "number" && typeof last === "number"
    ? { seq, above, last }
    : undefined;
};
