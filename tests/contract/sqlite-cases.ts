import { rmSync } from "node:fs";
import { sqliteAuditCases } from "./sqlite-audit-cases.ts";
import { sqliteBackupCases } from "./sqlite-backup-cases.ts";
import { sqliteFaultCases } from "./sqlite-fault-cases.ts";
import { sqliteOpenCases } from "./sqlite-open-cases.ts";
import { makeDirectory } from "./sqlite-target.ts";

export interface SqliteCase {
  readonly name: string;
  /** `dataDir` is empty, and removed afterwards. */
  readonly run: (dataDir: string) => Promise<void>;
}

/** What only an embedded database can do and suffer. */
export const sqliteCases: readonly { readonly name: string; readonly run: () => Promise<void> }[] =
  [...sqliteOpenCases, ...sqliteFaultCases, ...sqliteBackupCases, ...sqliteAuditCases].map(
    ({ name, run }) => ({
      name,
      run: async () => {
        const dataDir = makeDirectory();
        try {
          await run(dataDir);
        } finally {
          rmSync(dataDir, { recursive: true, force: true });
        }
      },
    }),
  );
