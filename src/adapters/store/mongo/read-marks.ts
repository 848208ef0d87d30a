import type { Document } from "mongodb";
import type { Mark } from "../../../protocol/primitives.ts";
import type { Connection } from "./connection.ts";
import type { MemberDocument } from "./documents.ts";
import type { EntryDocument } from "./log-documents.ts";

/** A walk over more entries than these is not made twice. */
const LONG_WALK = 1_000;

interface Walked extends Pick<MemberDocument, "_id"> {
  readonly own: readonly Pick<EntryDocument, "_id" | "n">[];
}

/**
 * Read marks with what their owners sent. Sending moves the mark, but an append writes only its entries:
 * here a member's own messages beyond the stored mark are looked for, newest first, in the index of messages,
 * which holds their senders. The walk is as long as what the member has not read; a long one is noted in
 * `counted`, and goes on from there the next time.
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
    const walked = await this.#walk(behind);
    const own = new Map(walked.map((found) => [keyOf(found), found.own[0]]));
    const marks = members.map((member) => {
      const newest = own.get(keyOf(member));
      return newest === undefined ? member.read : { seq: newest._id.seq, n: newest.n };
    });
    await this.#note(members, marks, tipOf);
    return marks;
  }

  async #walk(members: readonly MemberDocument[]): Promise<Walked[]> {
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
    return this.#connection.run((scope) => collection.aggregate<Walked>(stages, scope).toArray());
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
