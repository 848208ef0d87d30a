import type { Document } from "mongodb";
import type { EntryRecord } from "../../../ports/store/log.ts";
import type { MembershipView, RoomStore } from "../../../ports/store/rooms.ts";
import type { Mark } from "../../../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import type { EntryDocument, MemberDocument } from "./documents.ts";
import { toEntryRecord } from "./entry-document.ts";
import { toMembershipRecord } from "./member-document.ts";
import type { ReadMarks } from "./read-marks.ts";
import { type RoomHeads, toRoomRecord } from "./room-heads.ts";

interface Newest {
  readonly _id: string;
  readonly shown: readonly EntryDocument[];
}
interface Counted {
  readonly _id: MemberDocument["_id"];
  readonly mentions: readonly { readonly count: number }[];
}

const ofRoom = (...more: Document[]): Document => ({
  $expr: { $and: [{ $eq: ["$_id.room", "$$room"] }, ...more] },
});

/** What a reconnecting client waits for: a few queries for all rooms of a user together. */
export const mongoMembershipViews = (
  connection: Connection,
  heads: RoomHeads,
  marks: ReadMarks,
): Pick<RoomStore, "membershipViews"> => {
  const { entries, members, rooms } = connection.collections;

  /** The newest message of each room that is not deleted, with what it says now. */
  const lastMessages = async (
    roomIds: readonly string[],
  ): Promise<Map<string, { entry: EntryRecord; content: string }>> => {
    const newest = await connection.run((scope) =>
      rooms.aggregate<Newest>(newestStages(roomIds), scope).toArray(),
    );
    const shown = newest.flatMap((room) => room.shown);
    const edits = shown.flatMap(({ _id: { room }, edited }) =>
      edited === undefined ? [] : [{ room, seq: edited }],
    );
    const edited = new Map<string, string | undefined>();
    if (edits.length > 0) {
      const found = await connection.run((scope) =>
        entries.find({ _id: { $in: edits } }, scope).toArray(),
      );
      for (const { _id, content } of found) edited.set(`${_id.room} ${_id.seq}`, content);
    }
    const last = new Map<string, { entry: EntryRecord; content: string }>();
    for (const document of shown) {
      const content =
        document.edited === undefined
          ? document.content
          : edited.get(`${document._id.room} ${document.edited}`);
      if (content === undefined) continue;
      last.set(document._id.room, { entry: toEntryRecord(document), content });
    }
    return last;
  };

  const unreadMentions = async (
    userId: string,
    behind: readonly (readonly [MemberDocument, Mark])[],
  ): Promise<Map<string, number>> => {
    if (behind.length === 0) return new Map();
    const found = await connection.run((scope) =>
      members.aggregate<Counted>(mentionStages(userId, behind), scope).toArray(),
    );
    return new Map(found.map(({ _id, mentions }) => [_id.room, mentions[0]?.count ?? 0]));
  };

  return {
    async membershipViews(userId, roomId) {
      const filter =
        roomId === undefined ? { "_id.user": userId } : { _id: { room: roomId, user: userId } };
      const mine = await connection.run((scope) => members.find(filter, scope).toArray());
      const roomHeads = await heads.of(mine.map(({ _id }) => _id.room));
      const living = mine.filter(({ _id }) => roomHeads.has(_id.room));
      const tipOf = (id: string): number => roomHeads.get(id)?.tip.seq ?? 0;
      const talkedIn = living.map(({ _id }) => _id.room).filter((id) => tipOf(id) > 0);
      const [reads, last] = await Promise.all([marks.of(living, tipOf), lastMessages(talkedIn)]);
      const behind = living.flatMap((member, place) => {
        const read = reads[place] ?? member.read;
        return read.seq < tipOf(member._id.room) ? [[member, read] as const] : [];
      });
      const mentions = await unreadMentions(userId, behind);
      return living.flatMap((member, place): MembershipView[] => {
        const head = roomHeads.get(member._id.room);
        if (head === undefined) return [];
        const lastMessage = last.get(member._id.room);
        return [
          {
            room: toRoomRecord(head),
            membership: toMembershipRecord(member, reads[place]),
            tip: head.tip,
            unreadMentions: mentions.get(member._id.room) ?? 0,
            ...(lastMessage === undefined ? {} : { lastMessage }),
          },
        ];
      });
    },
  };
};

const newestStages = (roomIds: readonly string[]): Document[] => [
  { $match: { _id: { $in: [...roomIds] } } },
  { $project: { _id: 1 } },
  {
    $lookup: {
      from: "entries",
      let: { room: "$_id" },
      pipeline: [
        {
          $match: {
            event: "message",
            erased: { $exists: false },
            retired: { $exists: false },
            ...ofRoom(),
          },
        },
        { $sort: { "_id.seq": -1 } },
        { $limit: 1 },
        { $project: { terms: 0 } },
      ],
      as: "shown",
    },
  },
];

const mentionStages = (
  userId: string,
  behind: readonly (readonly [MemberDocument, Mark])[],
): Document[] => [
  { $match: { _id: { $in: behind.map(([{ _id }]) => _id) } } },
  {
    $set: {
      from: {
        $arrayElemAt: [
          behind.map(([, { seq }]) => seq),
          { $indexOfArray: [behind.map(([{ _id }]) => _id.room), "$_id.room"] },
        ],
      },
    },
  },
  {
    $lookup: {
      from: "entries",
      let: { room: "$_id.room", from: "$from" },
      pipeline: [
        { $match: { mentions: userId, ...ofRoom({ $gt: ["$_id.seq", "$$from"] }) } },
        { $count: "count" },
      ],
      as: "mentions",
    },
  },
  { $project: { mentions: 1 } },
];
