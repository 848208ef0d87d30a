import { type Db, type MongoClient, ReadConcern, type UUID } from "mongodb";

/** Nothing of ours leaves a transaction alone for so long, but where its server is gone or stands still. */
const ABANDONED_MS = 1_500;
/** Between two looks. */
const REST_MS = 500;

interface IdleSession {
  readonly lsid: { readonly id: UUID };
}

/**
 * Transactions whose server died in their midst. MongoDB ends them after a minute, and until then whoever writes what
 * they wrote waits: a room would stand still for as long. One that is ended here though its server lives leaves no
 * trace either, and is tried again there.
 * https://www.mongodb.com/docs/manual/core/transactions-production-consideration/#in-progress-transactions-and-write-conflicts
 */
export class AbandonedTransactions {
  readonly #admin: Db;
  readonly #appName: string;
  #looking = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #ended = 0;
  #failed = 0;

  constructor(client: MongoClient, appName: string) {
    // What runs now can be read in no other way, and the client's own is that of a majority.
    this.#admin = client.db("admin", { readConcern: new ReadConcern("local") });
    this.#appName = appName;
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      mongo_transactions_abandoned_total: this.#ended,
      mongo_abandoned_looks_failed_total: this.#failed,
    };
  }

  /** For whoever waits for long: ends those that there are, unless somebody looked a moment ago. */
  async end(): Promise<void> {
    if (this.#looking || performance.now() - this.#lookedAt < REST_MS) return;
    this.#looking = true;
    try {
      const found = await this.#find();
      if (found.length === 0) return;
      await this.#admin.command({ killSessions: found.map(({ lsid }) => lsid) });
      this.#ended += found.length;
    } catch {
      // Where it can't be asked, or lets nobody do this, they end after their minute.
      this.#failed += 1;
    } finally {
      this.#looking = false;
      this.#lookedAt = performance.now();
    }
  }

  /** Those of one's own user, which every user may see and end. */
  #find(): Promise<IdleSession[]> {
    return this.#admin
      .aggregate<IdleSession>([
        { $currentOp: { allUsers: false, idleSessions: true } },
        {
          $match: {
            type: "idleSession",
            appName: this.#appName,
            "transaction.timeInactiveMicros": { $gt: ABANDONED_MS * 1_000 },
          },
        },
        { $project: { "lsid.id": 1 } },
      ])
      .toArray();
  }
}
