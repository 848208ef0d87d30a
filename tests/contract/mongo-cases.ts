import { mongoAuditCases } from "./mongo-audit-cases.ts";
import { mongoClusterCases } from "./mongo-cluster-cases.ts";
import { databaseName, type MongoDatabases } from "./mongo-databases.ts";
import { mongoRemovalCases } from "./mongo-removal-cases.ts";
import { mongoSchemaCases } from "./mongo-schema-cases.ts";
import { mongoSearchCases } from "./mongo-search-cases.ts";
import { mongoUserListCases } from "./mongo-user-list-cases.ts";
import type { NamedCase } from "./on-runtimes.ts";

export interface MongoCase {
  readonly name: string;
  /** The database has nothing in it, no schema either, and is removed afterwards. */
  readonly run: (url: string, dbName: string) => Promise<void>;
}

/** What only a database that servers share can do and suffer. */
export const mongoCases = (databases: () => MongoDatabases): readonly NamedCase[] =>
  [
    ...mongoSchemaCases,
    ...mongoClusterCases,
    ...mongoRemovalCases,
    ...mongoSearchCases,
    ...mongoAuditCases,
    ...mongoUserListCases,
  ].map(({ name, run }) => ({
    name,
    run: async () => {
      const dbName = databaseName();
      try {
        await run(databases().url, dbName);
      } finally {
        await databases().drop(dbName);
      }
    },
  }));
