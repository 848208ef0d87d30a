import { initial } from "./0001-initial.ts";
import { foldedNames } from "./0002-folded-names.ts";
import type { Migration } from "./migration.ts";

/** Ascending, without gaps. */
export const MIGRATIONS: readonly Migration[] = [initial, foldedNames];
