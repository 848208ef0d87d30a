import type { Document, Filter } from "mongodb";
import type { EntryRecord } from "../../../ports/store/log.ts";
import type { MembershipView, RoomStore } from "../../../ports/store/rooms.ts";
import type { Mark } from "../../../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import type { MemberDocument } from "./documents.ts";
import { toEntryRecord } from "./entry-document.ts";
import { Gathering } from "./gathering.ts";
import type { EntryDocument } from "./log-documents.ts";
import { toMembershipRecord } from "./member-document.ts";
import type { ReadMarks } from "./read-marks.ts";
import { type RoomHeads, toRoomRecord } from "./room-heads.ts";

interface Newest {
  readonly _id: string;
  readonly shown: readonly EntryDocument[];
}
interface Counted extends Pick<MemberDocument, "_id"> {
  readonly count: number;
}
interface Behind {
  readonly member: MemberDocument;
  readonly read: Mark;
  /** What came after it is counted by who hears of it live. */
  readonly tipSeq: number;
}

/** Memberships whose unread mentions one query counts. */
const COUNTED_TOGETHER = 100;

/** What a reconnecting client waits for: a few queries for all rooms of many users together. */
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

  /** By room and user. */
  const unreadMentions = async (behind: readonly Behind[]): Promise<Map<string, number>> => {
    const counts = new Map<string, number>();
    for (let first = 0; first < behind.length; first += COUNTED_TOGETHER) {
      const some = behind.slice(first, first + COUNTED_TOGETHER);
      const $match = { $or: some.map(mentionsOf) };
      const found = await connection.run((scope) =>
        entries
          .aggregate<Counted>(
            [
              { $match },
              { $project: { mentions: 1 } },
              { $unwind: "$mentions" },
              // Again, as a message may mention several who have read to different places.
              { $match },
              { $group: { _id: { room: "$_id.room", user: "$mentions" }, count: { $sum: 1 } } },
            ],
            scope,
          )
          .toArray(),
      );
      for (const counted of found) counts.set(keyOf(counted), counted.count);
    }
    return counts;
  };

  const viewsOf = async (filter: Filter<MemberDocument>): Promise<MembershipView[]> => {
    const found = await connection.run((scope) => members.find(filter, scope).toArray());
    const roomHeads = await heads.of([...new Set(found.map(({ _id }) => _id.room))]);
    const living = found.filter(({ _id }) => roomHeads.has(_id.room));
    const tipOf = (id: string): number => roomHeads.get(id)?.tip.seq ?? 0;
    const talkedIn = [...roomHeads.keys()].filter((id) => tipOf(id) > 0);
    const [reads, last] = await Promise.all([marks.of(living, tipOf), lastMessages(talkedIn)]);
    const read = living.map((member, place) => ({
      member,
      read: reads[place] ?? member.read,
      tipSeq: tipOf(member._id.room),
    }));
    const mentions = await unreadMentions(read.filter(({ read: { seq }, tipSeq }) => seq < tipSeq));
    return read.flatMap(({ member, read: mark }): MembershipView[] => {
      const head = roomHeads.get(member._id.room);
      if (head === undefined) return [];
      const lastMessage = last.get(member._id.room);
      return [
        {
          room: toRoomRecord(head),
          membership: toMembershipRecord(member, mark),
          tip: head.tip,
          unreadMentions: mentions.get(keyOf(member)) ?? 0,
          ...(lastMessage === undefined ? {} : { lastMessage }),
        },
      ];
    });
  };

  const ofUser = new Gathering<MembershipView[]>(async (userIds) => {
    const views = new Map<string, MembershipView[]>();
    for (const view of await viewsOf({ "_id.user": { $in: [...userIds] } })) {
      const { userId } = view.membership;
      const others = views.get(userId);
      if (others === undefined) views.set(userId, [view]);
      else others.push(view);
    }
    return views;
  });

  return {
    async membershipViews(userId, roomId) {
      if (roomId !== undefined) return viewsOf({ _id: { room: roomId, user: userId } });
      return (await ofUser.one(userId)) ?? [];
    },
  };
};

const keyOf = ({ _id }: Pick<MemberDocument, "_id">): string => `${_id.room} ${_id.user}`;

const mentionsOf = ({ member: { _id }, read, tipSeq }: Behind): Filter<EntryDocument> => ({
  mentions: _id.user,
  "_id.room": _id.room,
  "_id.seq": { $gt: read.seq, $lte: tipSeq },
});

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
            $expr: { $eq: ["$_id.room", "$$room"] },
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
