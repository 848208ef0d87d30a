import type { Document } from "mongodb";
import type { Mark } from "../../../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import type { MemberDocument } from "./documents.ts";
import type { EntryDocument } from "./log-documents.ts";

/** A walk over more entries than these is not made twice. */
const LONG_WALK = 1_000;
/** Members who have no more than these to read are looked for together. */
const FEW = 250;
/** Ranges of seqs that one query looks through. */
const RANGES = 100;

interface Walked extends Pick<MemberDocument, "_id"> {
  readonly own: readonly Pick<EntryDocument, "_id" | "n">[];
}
interface Found {
  readonly _id: MemberDocument["_id"];
  readonly own: Mark;
}

/**
 * Read marks with what their owners sent. Sending moves the mark, but an append writes only its entries:
 * here a member's own messages beyond the stored mark are looked for in the index of messages, which holds their
 * senders. Of members who have read nearly all, as when thousands come back at once, one query looks through all
 * that is unread; each other has a walk of its own, newest first, that ends at the first message. A long one is
 * noted in `counted`, and goes on from there the next time.
 */
export class ReadMarks {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** In the order of `members`; `tipOf` is where the log of a room ended a moment ago. */
  async of(
    members: readonly MemberDocument[],
    tipOf: (roomId: string) => number,
  ): Promise<readonly Mark[]> {
    const behind = members.filter((member) => fromOf(member) < tipOf(member._id.room));
    if (behind.length === 0) return members.map(({ read }) => read);
    const isNear = (member: MemberDocument): boolean =>
      tipOf(member._id.room) - fromOf(member) <= FEW;
    const [near, far] = await Promise.all([
      this.#near(behind.filter(isNear)),
      this.#far(behind.filter((member) => !isNear(member))),
    ]);
    const own = new Map([...near, ...far].map((found) => [keyOf(found), found.own]));
    const marks = members.map((member) => {
      const newest = own.get(keyOf(member));
      return newest !== undefined && newest.seq > member.read.seq ? newest : member.read;
    });
    await this.#note(members, marks, tipOf);
    return marks;
  }

  async #near(members: readonly MemberDocument[]): Promise<Found[]> {
    if (members.length === 0) return [];
    const { entries } = this.#connection.collections;
    // Bounds that several rooms share make one range of the index for each room, and a plan for all of them.
    const alike = Map.groupBy(members, (member) => Math.floor(fromOf(member) / FEW));
    const $or = Array.from(alike.values(), (some) => ({
      "_id.room": { $in: [...new Set(some.map(({ _id }) => _id.room))] },
      "_id.seq": { $gt: Math.min(...some.map(fromOf)) },
      sender: { $in: [...new Set(some.map(({ _id }) => _id.user))] },
    }));
    const $group = {
      _id: { room: "$_id.room", user: "$sender" },
      own: { $max: { seq: "$_id.seq", n: "$n" } },
    };
    const found: Found[] = [];
    for (let first = 0; first < $or.length; first += RANGES) {
      const $match = { event: "message", $or: $or.slice(first, first + RANGES) };
      const some = await this.#connection.run((scope) =>
        entries.aggregate<Found>([{ $match }, { $group }], scope).toArray(),
      );
      found.push(...some);
    }
    return found;
  }

  async #far(members: readonly MemberDocument[]): Promise<Found[]> {
    if (members.length === 0) return [];
    const { members: collection } = this.#connection.collections;
    const stages: Document[] = [
      { $match: { _id: { $in: members.map(({ _id }) => _id) } } },
      {
        $lookup: {
          from: "entries",
          let: {
            room: "$_id.room",
            user: "$_id.user",
            from: { $max: ["$read.seq", { $ifNull: ["$counted", 0] }] },
          },
          pipeline: [
            {
              $match: {
                event: "message",
                $expr: {
                  $and: [
                    { $eq: ["$_id.room", "$$room"] },
                    { $gt: ["$_id.seq", "$$from"] },
                    { $eq: ["$sender", "$$user"] },
                  ],
                },
              },
            },
            { $sort: { "_id.seq": -1 } },
            { $limit: 1 },
            { $project: { n: 1 } },
          ],
          as: "own",
        },
      },
      { $project: { own: 1 } },
    ];
    const walked = await this.#connection.run((scope) =>
      collection.aggregate<Walked>(stages, scope).toArray(),
    );
    return walked.flatMap(({ _id, own: [newest] }) =>
      newest === undefined ? [] : [{ _id, own: { seq: newest._id.seq, n: newest.n } }],
    );
  }

  async #note(
    members: readonly MemberDocument[],
    marks: readonly Mark[],
    tipOf: (roomId: string) => number,
  ): Promise<void> {
    const updates = members.flatMap((member, place) => {
      const tip = tipOf(member._id.room);
      if (tip - fromOf(member) < LONG_WALK) return [];
      return [countedUpdate(member._id, marks[place] ?? member.read, tip)];
    });
    if (updates.length === 0) return;
    const { members: collection } = this.#connection.collections;
    await this.#connection.run((scope) =>
      collection.bulkWrite(updates, { ...scope, ordered: false }),
    );
  }
}

const keyOf = ({ _id }: Pick<MemberDocument, "_id">): string => `${_id.room} ${_id.user}`;

const fromOf = ({ read, counted = 0 }: MemberDocument): number => Math.max(read.seq, counted);

/** Forward only: the mark may have moved meanwhile. */
export const forward = (mark: Mark): Document => ({
  read: { $cond: [{ $lt: ["$read.seq", mark.seq] }, { $literal: mark }, "$read"] },
});

const countedUpdate = (_id: MemberDocument["_id"], mark: Mark, tip: number) => ({
  updateOne: {
    filter: { _id },
    update: [{ $set: { ...forward(mark), counted: { $max: ["$counted", tip] } } }],
  },
});
