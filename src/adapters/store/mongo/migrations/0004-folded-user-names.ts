import { nameKey } from "../../../../protocol/names.ts";
import type { Migration } from "./migration.ts";

const STEP = 500;

/** What users are sorted by. Servers before this one don't write it: see user-list.ts. */
export const foldedUserNames: Migration = {
  version: 4,
  name: "folded names of users",
  compatible: 1,
  async up({ users }, scope) {
    for (;;) {
      const some = await users
        .find(
          { deleted: false, foldedName: { $exists: false } },
          { ...scope, projection: { displayName: 1 } },
        )
        .limit(STEP)
        .toArray();
      if (some.length === 0) return;
      await users.bulkWrite(
        some.map(({ _id, displayName }) => ({
          updateOne: {
            filter: { _id, displayName },
            update: { $set: { foldedName: nameKey(displayName) } },
          },
        })),
        scope,
      );
    }
  },
};
