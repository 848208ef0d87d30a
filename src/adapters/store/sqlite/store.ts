import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Logger } from "../../../ports/logger.ts";
import type { AccountStore } from "../../../ports/store/accounts.ts";
import type { AttachmentStore } from "../../../ports/store/attachments.ts";
import type { AuditStore } from "../../../ports/store/audit.ts";
import type { ModerationStore } from "../../../ports/store/moderation.ts";
import type { RoomStore } from "../../../ports/store/rooms.ts";
import type { StatsStore } from "../../../ports/store/stats.ts";
import { type Store, type StoreHealth, StoreUnavailable } from "../../../ports/store/store.ts";
import { sqliteAdmins } from "./admins.ts";
import { AttachmentUses } from "./attachment-uses.ts";
import { sqliteAttachments } from "./attachments.ts";
import { sqliteAudit } from "./audit.ts";
import { sqliteContacts, sqliteResetCodes } from "./contacts.ts";
import { sqliteInvites } from "./invites.ts";
import { Keys } from "./keys.ts";
import { SqliteLog } from "./log.ts";
import { LogAppender } from "./log-append.ts";
import { LogReactions } from "./log-reactions.ts";
import { sqliteMembers } from "./members.ts";
import { sqliteMembershipViews } from "./membership-views.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import { sqliteModeration } from "./moderation.ts";
import { type OpenDatabase, openDatabase } from "./open.ts";
import { Removal } from "./removal.ts";
import { RoomSweeper } from "./room-sweeper.ts";
import { sqliteRooms } from "./rooms.ts";
import { sqliteSessions } from "./sessions.ts";
import { sqliteStats } from "./stats.ts";
import { sqliteUsers } from "./users.ts";
import { WorkerClient } from "./worker-client.ts";

const INDEX_FILE = "search.db";
/**
 * The worker's checkpoints leave the rest of a WAL of 64 MiB to the writer, which then starts it over: seldom,
 * as it waits for the disk meanwhile.
 */
const LONG_WAL_PAGES = 16_384;
/** And only where not much is left. */
const REST_PAGES = 4_096;
/** With a worker that makes them, the writer's own checkpoints are for when that one is stuck: at 128 MiB. */
const RARE_CHECKPOINTS = "PRAGMA wal_autocheckpoint = 32768";

export interface SqliteStoreOptions {
  readonly dataDir: string;
  readonly logger?: Logger;
}

/** Opens, or makes, the database in `dataDir`. Rejects with StoreUnusable when it can't be used as it is. */
export const openSqliteStore = async (options: SqliteStoreOptions): Promise<Store> =>
  new SqliteStore(openDatabase(options.dataDir, MIGRATIONS), options);

export class SqliteStore implements Store {
  readonly kind = "sqlite";
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly log: SqliteLog;
  readonly attachments: AttachmentStore;
  readonly moderation: ModerationStore;
  readonly stats: StatsStore;
  readonly migration = MIGRATIONS.length;
  readonly audit: AuditStore;
  readonly #database: OpenDatabase;
  readonly #keys: Keys;
  readonly #worker: WorkerClient;
  readonly #removal: Removal;
  readonly #sweeper: RoomSweeper;
  readonly #logger: Logger | undefined;
  #walPages = 0;
  #closing: Promise<void> | undefined;

  constructor(database: OpenDatabase, { dataDir, logger }: SqliteStoreOptions) {
    const { connection, file } = database;
    const keys = new Keys(connection);
    const reactions = new LogReactions(connection);
    const uses = new AttachmentUses(connection);
    const appender = new LogAppender(connection, keys, reactions, uses);
    this.#database = database;
    this.#keys = keys;
    this.#logger = logger;
    this.#removal = new Removal(connection, keys, reactions, uses);
    this.#worker = new WorkerClient(
      { databaseFile: file, indexFile: join(dataDir, INDEX_FILE) },
      {
        started: () => connection.execute(RARE_CHECKPOINTS),
        forgot: (entries) => this.#forgot(entries),
        checkpointed: (walPages, left) => this.#checkpointed(walPages, left),
      },
      logger,
    );
    this.#sweeper = new RoomSweeper(this.#removal, () => this.#forgetMore(), logger);
    const users = sqliteUsers(connection);
    this.accounts = {
      ...users,
      ...sqliteAdmins(connection, keys, users),
      ...sqliteSessions(connection),
      ...sqliteResetCodes(connection, keys),
      ...sqliteContacts(connection, keys),
    };
    this.rooms = {
      ...sqliteRooms(connection, keys, () => this.#sweeper.start()),
      ...sqliteMembers(connection, keys),
      ...sqliteMembershipViews(connection, keys),
      ...sqliteInvites(connection),
    };
    this.log = new SqliteLog(connection, keys, appender, reactions, this.#removal, this.#worker);
    this.attachments = sqliteAttachments(connection, keys);
    this.moderation = sqliteModeration(connection);
    this.stats = sqliteStats(connection);
    this.audit = sqliteAudit(connection);
    if (appender.lastId > 0) this.#worker.wrote(appender.lastId);
    this.#sweeper.start();
  }

  health(): StoreHealth {
    const { connection } = this.#database;
    const { trouble } = connection;
    if (trouble === undefined) return { ok: true };
    // Nobody may write any more, as we said that we can't: find out ourselves whether it is over.
    try {
      connection.transaction(() => {
        connection.prepare("INSERT INTO meta VALUES ('probe', zeroblob(65536))").run();
        connection.prepare("DELETE FROM meta WHERE name = 'probe'").run();
      });
      return { ok: true };
    } catch {
      return { ok: false, detail: trouble };
    }
  }

  /** It is in this process. */
  async delayMs(): Promise<undefined> {}

  gauges(): Readonly<Record<string, number>> {
    return {
      sqlite_wal_pages: this.#walPages,
      sqlite_known_keys: this.#keys.size,
      sqlite_search_behind_entries: this.#worker.behind,
      sqlite_search_waiting: this.#worker.waiting,
      sqlite_worker_restarts: this.#worker.restarts,
    };
  }

  backup(directory: string): Promise<void> {
    const worker = new Worker(new URL("./backup-worker.ts", import.meta.url), {
      workerData: { databaseFile: this.#database.file, directory },
      name: "backup",
    });
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(new StoreUnavailable(`Backup: ${error}`));
      worker.once("message", ({ error }: { error?: string }) => {
        if (error === undefined) resolve();
        else fail(error);
      });
      worker.once("error", fail);
      worker.once("exit", () => fail("its thread ended early"));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#sweeper.stop();
    await this.#worker.close();
    this.#database.connection.close();
    this.#database.lock.release();
  }

  #forgot(entries: readonly number[]): void {
    if (this.#closing !== undefined) return;
    try {
      this.#removal.forgotten(entries);
      this.#forgetMore();
    } catch (error) {
      this.#logger?.warn("search removals are confirmed later", { error: String(error) });
    }
  }

  #forgetMore(): void {
    if (this.#removal.unforgotten) this.#worker.removed();
  }

  #checkpointed(walPages: number, left: number): void {
    this.#walPages = walPages;
    if (this.#closing !== undefined || walPages < LONG_WAL_PAGES || left > REST_PAGES) return;
    try {
      this.#database.connection.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
    } catch (error) {
      this.#logger?.warn("checkpoint failed", { error: String(error) });
    }
  }
}
