import { nameKey } from "../../../../protocol/names.ts";
import type { Migration } from "./migration.ts";

const STEP = 500;

/** What rooms of every kind are found and sorted by. Servers before this one don't write it: see room-list.ts. */
export const foldedNames: Migration = {
  version: 2,
  name: "folded names",
  compatible: 1,
  async up({ rooms }, scope) {
    for (;;) {
      const some = await rooms
        .find({ foldedName: { $exists: false } }, { ...scope, projection: { name: 1 } })
        .limit(STEP)
        .toArray();
      if (some.length === 0) return;
      await rooms.bulkWrite(
        some.map(({ _id, name }) => ({
          updateOne: { filter: { _id }, update: { $set: { foldedName: nameKey(name) } } },
        })),
        scope,
      );
    }
  },
};
