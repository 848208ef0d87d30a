import { StoreUnusable } from "../../../ports/store/store.ts";
import type { Connection } from "./connection.ts";
import type { Migration } from "./migrations/migration.ts";

/** "Ctlk": marks the file as ours, https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x43_74_6c_6b;

/**
 * Brings the schema up to date, all due steps in one transaction: an upgrade that is interrupted or fails
 * leaves the database as the former version knows it.
 */
export const migrate = (
  connection: Connection,
  file: string,
  migrations: readonly Migration[],
): void => {
  const applicationId = connection.pragma("application_id");
  const version = Number(connection.pragma("user_version"));
  const newest = migrations.at(-1)?.version ?? 0;
  const foreign = version > 0 || applicationId !== 0;
  if (foreign && applicationId !== APPLICATION_ID) {
    throw new StoreUnusable(`${file} is not a Crosstalk database: choose another DATA_DIR.`);
  }
  if (version > newest) {
    throw new StoreUnusable(
      `${file} was written by a newer Crosstalk (schema ${version}, this one knows ${newest}): start that version, or restore a backup made before the upgrade.`,
    );
  }
  const due = migrations.filter((migration) => migration.version > version);
  if (due.length === 0) return;
  connection.transaction(() => {
    for (const migration of due) migration.up(connection);
    connection.execute(`PRAGMA application_id = ${APPLICATION_ID}`);
    connection.execute(`PRAGMA user_version = ${newest}`);
  });
};
