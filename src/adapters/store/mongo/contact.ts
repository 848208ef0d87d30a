import { MongoServerError } from "mongodb";
import type { Logger } from "../../../ports/logger.ts";
import { type StoreHealth, StoreUnavailable, StoreUnusable } from "../../../ports/store/store.ts";
import { Connection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migrations/migration.ts";
import { MONGO } from "./mongo-error.ts";

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** What the driver calls servers that take writes. */
const WRITABLE: ReadonlySet<string> = new Set(["RSPrimary", "Mongos", "LoadBalancer"]);

interface Hello {
  readonly setName?: string;
  readonly isreplicaset?: boolean;
  /** "isdbgrid": a mongos. */
  readonly msg?: string;
}

export interface ContactOptions {
  readonly url: string;
  readonly dbName: string;
  readonly migrations: readonly Migration[];
  /** Tells servers apart while they migrate. */
  readonly owner: string;
  readonly logger: Logger | undefined;
  /** The database turned out, late, to be one that can't be used as it is. */
  readonly onUnusable: (error: StoreUnusable) => void;
}

/**
 * Whether the database can be worked with: at first whether it is there, is a replica set and has the schema;
 * later, after a write failed, whether one succeeds again. While it can't, it tries again and again, with
 * back-off, and everything else is refused at once.
 */
export class Contact {
  readonly connection: Connection;
  readonly #options: ContactOptions;
  /** Why not; undefined when it can. */
  #trouble: string | undefined = "MongoDB was not reached yet.";
  /** Reached once, with the schema in place. */
  #established = false;
  #timer: NodeJS.Timeout | undefined;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;
  readonly #onEstablished: (() => void)[] = [];

  constructor(options: ContactOptions) {
    this.#options = options;
    this.connection = new Connection(options.url, options.dbName, {
      refusal: () => this.#refusal(),
      failed: (error) => this.#failed(error),
    });
    // Also a server that nobody asks anything of is to know that its database is away.
    this.connection.client.on("topologyDescriptionChanged", ({ newDescription }) => {
      const servers = Array.from(newDescription.servers.values());
      if (this.#established && !servers.some(({ type }) => WRITABLE.has(type))) {
        this.#failed(new StoreUnavailable("MongoDB has no primary that can be reached."));
      }
    });
  }

  /** Tries once. Rejects with StoreUnusable only; whatever else is in the way may go away. */
  async begin(): Promise<void> {
    await this.#try();
  }

  health(): StoreHealth {
    return this.#trouble === undefined ? { ok: true } : { ok: false, detail: this.#trouble };
  }

  /** Runs `work` when the schema is in place; at once if it is. */
  whenEstablished(work: () => void): void {
    if (this.#established) work();
    else this.#onEstablished.push(work);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.connection.close();
  }

  #refusal(): string | undefined {
    if (this.#closed) return "The store is closed.";
    // Once established, the driver knows best whether it can be tried.
    return this.#established ? undefined : this.#trouble;
  }

  #failed(error: StoreUnavailable): void {
    if (this.#closed) return;
    this.#trouble = error.message;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#try().catch((error: unknown) => {
        if (error instanceof StoreUnusable) this.#options.onUnusable(error);
      });
    }, this.#retryMs).unref();
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  async #try(): Promise<void> {
    const { logger } = this.#options;
    try {
      if (this.#established) await this.#probe();
      else await this.#establish();
      if (this.#trouble !== undefined) logger?.info("MongoDB can be worked with");
      this.#trouble = undefined;
      this.#retryMs = FIRST_RETRY_MS;
    } catch (error) {
      const unusable = this.#asUnusable(error);
      const detail = unusable?.message ?? (error instanceof Error ? error.message : String(error));
      if (detail !== this.#trouble) logger?.warn("MongoDB can't be worked with", { detail });
      this.#trouble = detail;
      // What could be worked with once may be again.
      if (unusable !== undefined && !this.#established) throw unusable;
      this.#schedule();
    }
  }

  async #establish(): Promise<void> {
    const { connection } = this;
    const { migrations, owner, logger } = this.#options;
    // By itself the driver connects once only: after a failure it stays closed.
    await connection.client.connect();
    const hello = (await connection.client.db("admin").command({ hello: 1 })) as Hello;
    if (hello.setName === undefined && hello.msg !== "isdbgrid") {
      if (hello.isreplicaset === true) throw new StoreUnavailable(this.#uninitiated());
      throw new StoreUnusable(this.#standalone());
    }
    await connection.runAnyway((scope) => migrate(connection, scope, migrations, owner, logger));
    this.#established = true;
    for (const work of this.#onEstablished.splice(0)) work();
  }

  /** A write that a majority journals: a full disk or a lost majority lets reads pass. */
  async #probe(): Promise<void> {
    const { connection } = this;
    await connection.runAnyway((scope) =>
      connection.collections.meta.updateOne({ _id: "probe" }, [{ $set: { at: "$$NOW" } }], {
        ...scope,
        upsert: true,
      }),
    );
  }

  #asUnusable(error: unknown): StoreUnusable | undefined {
    if (error instanceof StoreUnusable) return error;
    if (!(error instanceof MongoServerError)) return undefined;
    if (error.code !== MONGO.authenticationFailed && error.code !== MONGO.unauthorized) {
      return undefined;
    }
    return new StoreUnusable(
      `MongoDB at ${this.connection.hosts} refuses the user or password of MONGO_URL (${error.message}): correct them there, or give that user readWrite on the database.`,
      { cause: error },
    );
  }

  #standalone(): string {
    return `MongoDB at ${this.connection.hosts} is a standalone, which can't promise that an acknowledged message stays: start it with \`mongod --replSet rs0\`, and run once \`mongosh --eval 'rs.initiate()'\`.`;
  }

  #uninitiated(): string {
    return `The replica set of MongoDB at ${this.connection.hosts} is not initiated: run once \`mongosh --eval 'rs.initiate()'\`.`;
  }
}
