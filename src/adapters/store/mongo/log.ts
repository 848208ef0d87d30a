import type { LogStore, RoomTip } from "../../../ports/store/log.ts";
import type { Connection } from "./connection.ts";
import { toEntryRecord } from "./entry-document.ts";
import type { KnownEnds } from "./known-ends.ts";
import { LIVE, type LiveRooms } from "./live-rooms.ts";
import type { LogAppender } from "./log-append.ts";
import { LogHistory } from "./log-history.ts";
import { LogSearch } from "./log-search.ts";
import { LogTargets } from "./log-targets.ts";
import { Retention } from "./retention.ts";
import type { RoomHeads } from "./room-heads.ts";
import type { TermIndexer } from "./term-indexer.ts";

export const mongoLog = (
  connection: Connection,
  liveRooms: LiveRooms,
  heads: RoomHeads,
  appender: LogAppender,
  ends: KnownEnds,
  indexer: TermIndexer,
): LogStore => {
  const { entries, rooms } = connection.collections;
  const history = new LogHistory(connection);
  const targets = new LogTargets(connection, liveRooms);
  const search = new LogSearch(connection, indexer);
  const retention = new Retention(connection);

  return {
    append: (batch) => appender.append(batch),

    async tip(roomId) {
      return (await heads.one(roomId))?.tip;
    },

    async tips(roomIds) {
      const tips = new Map<string, RoomTip>();
      for (const [roomId, head] of await heads.of([...new Set(roomIds)])) {
        // Who asks is about to append: the appender need not look again.
        ends.saw(head);
        tips.set(roomId, head.tip);
      }
      return tips;
    },

    async entries(roomId, after, limit) {
      const range = {
        $gt: { room: roomId, seq: after },
        $lt: { room: roomId, seq: Number.MAX_SAFE_INTEGER },
      };
      const [isLive, found] = await Promise.all([
        liveRooms.has(roomId),
        connection.run((scope) =>
          entries
            .find(
              { _id: range, retired: { $exists: false } },
              // In one part: of two, retention might come between them.
              { ...scope, projection: { terms: 0 }, batchSize: limit },
            )
            .sort({ _id: 1 })
            .limit(limit)
            .toArray(),
        ),
      ]);
      return isLive ? found.map(toEntryRecord) : [];
    },

    history: (query) => history.page(query),

    targets: (queries) => targets.states(queries),

    async byCid(roomId, senderId, cid) {
      const [isLive, found] = await Promise.all([
        liveRooms.has(roomId),
        connection.run((scope) =>
          entries.findOne(
            { cid, sender: senderId, "_id.room": roomId },
            { ...scope, projection: { terms: 0 } },
          ),
        ),
      ]);
      return found === null || !isLive ? undefined : toEntryRecord(found);
    },

    messagesAt: (roomId, seqs, viewerId) => history.at(roomId, seqs, viewerId),

    reactors: (roomId, seq, emoji, limit) => history.reactors(roomId, seq, emoji, limit),

    async countAt(roomId, seq) {
      const head = await heads.one(roomId);
      if (head === undefined) return { seq: 0, n: 0 };
      const { room, tip } = head;
      if (seq >= tip.seq) return { seq: tip.seq, n: tip.n };
      if (seq <= 0) return { seq, n: 0 };
      if (seq < room.floor) return { seq, n: room.floorN };
      const entry = await connection.run((scope) =>
        entries.findOne({ _id: { room: roomId, seq } }, { ...scope, projection: { n: 1 } }),
      );
      if (entry !== null) return { seq, n: entry.n };
      // Removed a moment ago: the floor is above it by now.
      const now = await connection.run((scope) => rooms.findOne({ _id: roomId, ...LIVE }, scope));
      return { seq, n: now?.floorN ?? 0 };
    },

    search: (query) => search.search(query),

    retain: (before) => retention.step(before),
  };
};
