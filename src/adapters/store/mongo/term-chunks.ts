import type { Collection } from "mongodb";
import type { InSession } from "./connection.ts";
import type { EntryId, TermChunkDocument } from "./log-documents.ts";

/** All chunks of a room, by their `_id`. */
export const chunksOf = (room: string) => ({
  $gt: { room, from: 0 },
  $lt: { room, from: Number.MAX_SAFE_INTEGER },
});

/** What was said at `id` is erased: the chunk that covers it, if one does, is to forget its words. */
export const markStale = async (
  chunks: Collection<TermChunkDocument>,
  { room, seq }: EntryId,
  scope: InSession,
): Promise<void> => {
  await chunks.updateOne(
    { _id: { $gt: { room, from: 0 }, $lte: { room, from: seq } }, to: { $gte: seq } },
    { $inc: { stale: 1 } },
    scope,
  );
};
