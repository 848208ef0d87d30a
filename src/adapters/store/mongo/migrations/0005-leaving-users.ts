import type { Migration } from "./migration.ts";

const STEP = 500;

/** Deleted users whose leaving of their rooms was cut off: earlier versions did not note it. */
export const leavingUsers: Migration = {
  version: 5,
  name: "users that have rooms to leave",
  compatible: 1,
  async up({ users, members }, scope) {
    let last = "";
    for (;;) {
      const some = await users
        .find({ _id: { $gt: last }, deleted: true }, { ...scope, projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(STEP)
        .toArray();
      const end = some.at(-1);
      if (end === undefined) return;
      last = end._id;
      const ids = some.map(({ _id }) => _id);
      const inRooms = await members
        .find({ "_id.user": { $in: ids } }, { ...scope, projection: { _id: 1 } })
        .toArray();
      const leaving = Array.from(new Set(inRooms.map(({ _id }) => _id.user)));
      await users.updateMany({ _id: { $in: leaving } }, { $set: { leaving: true } }, scope);
    }
  },
};
