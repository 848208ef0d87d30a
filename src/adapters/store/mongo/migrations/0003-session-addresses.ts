import { addressKey } from "../../../../protocol/ip-address.ts";
import type { Migration } from "./migration.ts";

const STEP = 500;

/**
 * What sessions are found by, given the range of addresses that they come from. Servers before this one don't write
 * it: theirs are found once they were opened anew.
 */
export const sessionAddresses: Migration = {
  version: 3,
  name: "session addresses",
  compatible: 1,
  async up({ sessions }, scope) {
    for (;;) {
      const some = await sessions
        .find({ address: { $exists: false } }, { ...scope, projection: { ip: 1 } })
        .limit(STEP)
        .toArray();
      if (some.length === 0) return;
      await sessions.bulkWrite(
        some.map(({ _id, ip }) => ({
          updateOne: { filter: { _id }, update: { $set: { address: addressKey(ip) ?? "" } } },
        })),
        scope,
      );
    }
  },
};
