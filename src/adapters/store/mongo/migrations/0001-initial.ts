import type { Migration } from "./migration.ts";

/** Collections and indexes are made by `ensureIndexes`; there is nothing to convert. */
export const initial: Migration = {
  version: 1,
  name: "initial",
  compatible: 1,
  async up() {},
};
