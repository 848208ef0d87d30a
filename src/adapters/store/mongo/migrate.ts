import type { Logger } from "../../../ports/logger.ts";
import { StoreUnavailable, StoreUnusable } from "../../../ports/store/store.ts";
import type { Connection, InSession } from "./connection.ts";
import { ensureIndexes } from "./indexes.ts";
import type { Migration } from "./migrations/migration.ts";

/** Longer than any step takes between two renewals; a server that dies in its midst holds up others so long. */
const LEASE_MS = 30_000;

/**
 * Brings the schema up to date, one server at a time (a lease in `meta`, by the clock of the database), step
 * by step: each is recorded when it is done, so that another server goes on where one was cut off.
 */
export const migrate = async (
  connection: Connection,
  scope: InSession,
  migrations: readonly Migration[],
  owner: string,
  logger: Logger | undefined,
): Promise<void> => {
  const newest = migrations.at(-1)?.version ?? 0;
  if ((await schemaVersion(connection, scope, newest)) < newest) {
    await takeLease(connection, scope, owner);
    try {
      // Another server may have gone ahead while the lease was its own.
      const version = await schemaVersion(connection, scope, newest);
      await ensureIndexes(connection, scope);
      for (const migration of migrations.filter((step) => step.version > version)) {
        logger?.info("migration", { version: migration.version, name: migration.name });
        await migration.up(connection.collections, scope);
        await record(connection, scope, migration);
        await takeLease(connection, scope, owner);
      }
    } finally {
      await dropLease(connection, scope, owner);
    }
    return;
  }
  await ensureIndexes(connection, scope);
};

/** 0 where there is none yet. */
const schemaVersion = async (
  { db, collections }: Connection,
  scope: InSession,
  newest: number,
): Promise<number> => {
  const schema = await collections.meta.findOne({ _id: "schema" }, scope);
  const { version = 0, compatible = 0 } = schema ?? {};
  if (compatible > newest) {
    throw new StoreUnusable(
      `The database ${db.databaseName} was changed by a newer Crosstalk (schema ${version}, this one knows ${newest}): start that version, or restore a backup made before the upgrade.`,
    );
  }
  return version;
};

const record = async (
  { collections }: Connection,
  scope: InSession,
  { version, compatible }: Migration,
): Promise<void> => {
  await collections.meta.updateOne(
    { _id: "schema" },
    { $max: { version, compatible } },
    { ...scope, upsert: true },
  );
};

const takeLease = async (
  { collections: { meta } }: Connection,
  scope: InSession,
  owner: string,
): Promise<void> => {
  // An upsert can't compare with the clock of the database.
  await meta.updateOne(
    { _id: "migration" },
    { $setOnInsert: { owner, until: new Date(0) } },
    { ...scope, upsert: true },
  );
  const { matchedCount } = await meta.updateOne(
    { _id: "migration", $or: [{ owner }, { $expr: { $lt: ["$until", "$$NOW"] } }] },
    [{ $set: { owner, until: { $add: ["$$NOW", LEASE_MS] } } }],
    scope,
  );
  if (matchedCount === 0) throw new StoreUnavailable("Another server is migrating the database.");
};

const dropLease = async (
  { collections }: Connection,
  scope: InSession,
  owner: string,
): Promise<void> => {
  // One that can't be dropped ends by itself.
  await collections.meta.deleteOne({ _id: "migration", owner }, scope).catch(() => undefined);
};
