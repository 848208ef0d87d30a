import type { Filter } from "mongodb";
import type { EntryDocument } from "./log-documents.ts";

export type Hit = Pick<EntryDocument, "_id" | "when">;

/** Newest first; of one moment, in the order of rooms: what a cursor stands between. */
interface Position {
  readonly when: number;
  readonly room: string;
  readonly seq: number;
}

export const olderThan = ({ when, room, seq }: Position): Filter<EntryDocument> => ({
  $or: [
    { when: { $lt: when } },
    { when, "_id.room": { $lt: room } },
    { when, "_id.room": room, "_id.seq": { $lt: seq } },
  ],
});

export const newestFirst = (a: Hit, b: Hit): number => {
  if (a.when !== b.when) return b.when - a.when;
  if (a._id.room !== b._id.room) return a._id.room < b._id.room ? 1 : -1;
  return b._id.seq - a._id.seq;
};

export const positionOf = ({ when, _id }: Hit): string => `${when} ${_id.seq} ${_id.room}`;

export const parsePosition = (cursor: string): Position | undefined => {
  const [when, seq, room] = cursor.split(" ");
  const position = { when: Number(when), seq: Number(seq), room: room ?? "" };
  return Number.isSafeInteger(position.when) && Number.isSafeInteger(position.seq)
    ? position
    : undefined;
};
