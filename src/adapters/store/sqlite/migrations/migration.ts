import type { Connection } from "../connection.ts";

/** One step of the schema, run once, in one transaction with all that are due. Never changed once released. */
export interface Migration {
  /** `PRAGMA user_version` afterwards. */
  readonly version: number;
  readonly name: string;
  up(connection: Connection): void;
}
