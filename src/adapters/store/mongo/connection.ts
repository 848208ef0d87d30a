import {
  type ClientSession,
  type Collection,
  type Db,
  MongoClient,
  MongoError,
  type Timestamp,
} from "mongodb";
import { StoreUnavailable, StoreUnusable } from "../../../ports/store/store.ts";
import { AbandonedTransactions } from "./abandoned-transactions.ts";
import type * as documents from "./documents.ts";
import type * as logDocuments from "./log-documents.ts";
import { toStoreError } from "./mongo-error.ts";

/** Beyond it an operation is unavailable, its outcome unknown. Elections take less, as a rule. */
const SELECTION_MS = 5_000;
/** Also how long a primary that stopped answering is not noticed, with the beat of two seconds. */
const CONNECT_MS = 3_000;
const SOCKET_MS = 15_000;
const MAJORITY_MS = 5_000;
/**
 * Longer than an operation takes that meets all of these. By itself the driver can wait for ever: one that waits to write
 * when its connection is given up hears of it nowhere.
 */
const ANSWER_MS = 30_000;
/** What takes longer may wait for a transaction that nobody will ever end. */
const LONG_MS = 1_000;
/** Transactions that meet others are tried again for so long. */
const TRANSACTION_MS = 5_000;
const POOL = 32;
const APP_NAME = "crosstalk";

/** What stands when a write resolves, and what a read sees. The simulated replica set keeps to it too. */
export const CONCERNS = {
  readPreference: "primary",
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true, wtimeoutMS: MAJORITY_MS },
} as const;

const OPTIONS = {
  appName: APP_NAME,
  maxPoolSize: POOL,
  maxConnecting: 4,
  waitQueueTimeoutMS: SELECTION_MS,
  serverSelectionTimeoutMS: SELECTION_MS,
  connectTimeoutMS: CONNECT_MS,
  socketTimeoutMS: SOCKET_MS,
  heartbeatFrequencyMS: 2_000,
  retryReads: true,
  retryWrites: true,
  ignoreUndefined: true,
  ...CONCERNS,
} as const;

export interface Collections {
  readonly users: Collection<documents.UserDocument>;
  readonly sessions: Collection<documents.SessionDocument>;
  readonly reset_codes: Collection<documents.ResetCodeDocument>;
  readonly totp: Collection<documents.TotpDocument>;
  readonly blocks: Collection<documents.BlockDocument>;
  readonly rooms: Collection<documents.RoomDocument>;
  readonly members: Collection<documents.MemberDocument>;
  readonly invites: Collection<documents.InviteDocument>;
  readonly bans: Collection<documents.BanDocument>;
  readonly limit_traffic: Collection<documents.LimitTrafficDocument>;
  readonly room_rules: Collection<documents.RoomRulesDocument>;
  readonly announcements: Collection<documents.AnnouncementDocument>;
  readonly reports: Collection<documents.ReportDocument>;
  readonly audit: Collection<documents.AuditDocument>;
  readonly audit_begun: Collection<documents.AuditBegunDocument>;
  readonly entries: Collection<logDocuments.EntryDocument>;
  readonly reactions: Collection<logDocuments.ReactionDocument>;
  readonly term_chunks: Collection<logDocuments.TermChunkDocument>;
  readonly attachments: Collection<documents.AttachmentDocument>;
  readonly "uploads.files": Collection<documents.FileDocument>;
  readonly "uploads.chunks": Collection<documents.ChunkDocument>;
  readonly stats_points: Collection<documents.StatsPointDocument>;
  readonly stats_events: Collection<documents.StatsEventDocument>;
  readonly meta: Collection<documents.MetaDocument>;
}

const collectionsOf = (db: Db): Collections => ({
  users: db.collection("users"),
  sessions: db.collection("sessions"),
  reset_codes: db.collection("reset_codes"),
  totp: db.collection("totp"),
  blocks: db.collection("blocks"),
  rooms: db.collection("rooms"),
  members: db.collection("members"),
  invites: db.collection("invites"),
  bans: db.collection("bans"),
  limit_traffic: db.collection("limit_traffic"),
  room_rules: db.collection("room_rules"),
  announcements: db.collection("announcements"),
  reports: db.collection("reports"),
  audit: db.collection("audit"),
  audit_begun: db.collection("audit_begun"),
  entries: db.collection("entries"),
  reactions: db.collection("reactions"),
  term_chunks: db.collection("term_chunks"),
  attachments: db.collection("attachments"),
  "uploads.files": db.collection("uploads.files"),
  "uploads.chunks": db.collection("uploads.chunks"),
  stats_points: db.collection("stats_points"),
  stats_events: db.collection("stats_events"),
  meta: db.collection("meta"),
});

/** What every operation is given along: `find(filter, { session })`. */
export interface InSession {
  readonly session: ClientSession;
  /**
   * Ends what took too long, and gives its connection back. The driver takes it for writes too, though their types have
   * it for reads alone.
   */
  readonly signal?: AbortSignal;
}

export interface ConnectionEvents {
  /** Why operations are refused just now, before they are tried; undefined while they are not. */
  readonly refusal: () => string | undefined;
  /** An operation could not be done. */
  readonly failed: (error: StoreUnavailable) => void;
}

/**
 * One pool of connections. Writes are journaled by a majority when they resolve; reads, from the primary, see
 * what a majority has, and at least all that this server was ever told: `operationTime` goes along as
 * afterClusterTime, also to a primary that was elected a moment ago.
 * https://www.mongodb.com/docs/manual/core/causal-consistency-read-write-concerns/
 */
export class Connection {
  readonly client: MongoClient;
  readonly db: Db;
  readonly collections: Collections;
  readonly #events: ConnectionEvents;
  readonly #answerMs: number;
  readonly #abandoned: AbandonedTransactions;
  #operationTime: Timestamp | undefined;
  #running = 0;
  #retries = 0;

  /** `answerMs`: how long an operation may take. */
  constructor(url: string, dbName: string, events: ConnectionEvents, answerMs = ANSWER_MS) {
    this.client = makeClient(url);
    this.db = this.client.db(dbName);
    this.collections = collectionsOf(this.db);
    this.#events = events;
    this.#answerMs = answerMs;
    this.#abandoned = new AbandonedTransactions(this.client, APP_NAME);
  }

  /** Hosts only: the URL holds a password. */
  get hosts(): string {
    const { hosts, srvHost } = this.client.options;
    return srvHost ?? hosts.map(String).join(",");
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      mongo_operations: this.#running,
      mongo_transaction_retries: this.#retries,
      ...this.#abandoned.gauges(),
    };
  }

  /** Runs reads and single writes. Rejects with StoreUnavailable where it can't know what became of it. */
  run<T>(work: (scope: InSession) => Promise<T>): Promise<T> {
    return this.#guarded(work);
  }

  /** As run, and not refused while the store is not ready: for what makes it so. */
  runAnyway<T>(work: (scope: InSession) => Promise<T>): Promise<T> {
    return this.#inSession((session) => work({ session }));
  }

  /**
   * All or nothing, as of one moment. `work` is run again when it met another transaction, so it must
   * change nothing else. What it throws ends the transaction without a trace.
   */
  transaction<T>(work: (scope: InSession) => Promise<T>): Promise<T> {
    return this.#guarded(async (scope) => {
      const deadline = performance.now() + TRANSACTION_MS;
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#attempt(scope, work);
        } catch (error) {
          if (!isTransient(error) || performance.now() > deadline) throw error;
          this.#retries += 1;
          await pause(Math.random() * Math.min(2 ** attempt, 64));
        }
      }
    });
  }

  async #attempt<T>(scope: InSession, work: (scope: InSession) => Promise<T>): Promise<T> {
    const { session } = scope;
    session.startTransaction({ readConcern: { level: "snapshot" } });
    let result: T;
    try {
      result = await work(scope);
    } catch (error) {
      // The server ends what it can't be told to end.
      await session.abortTransaction().catch(() => undefined);
      throw error;
    }
    // The driver tries a commit of unknown outcome again, once, and it is the same commit.
    await session.commitTransaction();
    return result;
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  async #guarded<T>(work: (scope: InSession) => Promise<T>): Promise<T> {
    const refusal = this.#events.refusal();
    if (refusal !== undefined) throw new StoreUnavailable(refusal);
    try {
      return await this.#answered(work);
    } catch (error) {
      const mapped = toStoreError(error);
      if (mapped instanceof StoreUnavailable) this.#events.failed(mapped);
      throw mapped;
    }
  }

  async #answered<T>(work: (scope: InSession) => Promise<T>): Promise<T> {
    const { promise: overdue, reject } = Promise.withResolvers<never>();
    const ending = new AbortController();
    const begun = performance.now();
    const look = () => {
      if (performance.now() - begun < this.#answerMs) {
        void this.#abandoned.end();
        timer = setTimeout(look, LONG_MS);
        return;
      }
      const error = new StoreUnavailable(`MongoDB: no answer within ${this.#answerMs} ms`);
      reject(error);
      ending.abort(error);
    };
    let timer = setTimeout(look, LONG_MS);
    const { signal } = ending;
    try {
      return await Promise.race([this.#inSession((session) => work({ session, signal })), overdue]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #inSession<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
    const session = this.client.startSession({ causalConsistency: true });
    if (this.#operationTime !== undefined) session.advanceOperationTime(this.#operationTime);
    this.#running += 1;
    try {
      return await work(session);
    } finally {
      this.#running -= 1;
      const { operationTime } = session;
      if (operationTime !== undefined && this.#isNews(operationTime)) {
        this.#operationTime = operationTime;
      }
      // Not waited for: it only gives the session back.
      session.endSession().catch(() => undefined);
    }
  }

  #isNews(time: Timestamp): boolean {
    return this.#operationTime === undefined || time.greaterThan(this.#operationTime);
  }
}

const isTransient = (error: unknown): boolean =>
  error instanceof MongoError && error.hasErrorLabel("TransientTransactionError");

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const makeClient = (url: string): MongoClient => {
  try {
    return new MongoClient(url, OPTIONS);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreUnusable(
      `MONGO_URL is not a MongoDB URL (${reason}): for example mongodb://127.0.0.1:27017/?replicaSet=rs0.`,
      { cause: error },
    );
  }
};
