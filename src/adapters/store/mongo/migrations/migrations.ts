import { initial } from "./0001-initial.ts";
import { foldedNames } from "./0002-folded-names.ts";
import { sessionAddresses } from "./0003-session-addresses.ts";
import { foldedUserNames } from "./0004-folded-user-names.ts";
import { leavingUsers } from "./0005-leaving-users.ts";
import type { Migration } from "./migration.ts";

/** Ascending, without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  foldedNames,
  sessionAddresses,
  foldedUserNames,
  leavingUsers,
];
