import { type BulkWriteResult, type Document, MongoBulkWriteError } from "mongodb";
import { MONGO } from "../../../src/adapters/store/mongo/mongo-error.ts";
import type { SimConnection } from "./connection.ts";
import { compare } from "./filter.ts";
import type { ReplicaSet } from "./replica-set.ts";
import type { SimSession } from "./session.ts";
import { keyOf, type OpTime, type Versions } from "./versions.ts";

interface Options {
  readonly session: SimSession;
  readonly readConcern?: { readonly level: string };
  readonly ordered?: boolean;
}

type Sort = Readonly<Record<string, 1 | -1>>;

interface Update {
  readonly filter: Document;
  readonly update: { readonly $set?: Document; readonly $unset?: Document };
}

interface BulkOperation {
  readonly updateOne?: Update;
  readonly updateMany?: Update;
  readonly replaceOne?: { readonly filter: Document; readonly replacement: Document };
}

const duplicateAt = (index: number): MongoBulkWriteError => {
  const code = MONGO.duplicateKey;
  const result = {
    getWriteErrors: () => [{ code, index }],
    getWriteConcernError: () => undefined,
  };
  return new MongoBulkWriteError(
    { message: "simulated: duplicate key", code },
    result as unknown as BulkWriteResult,
  );
};

/** Now and then a batch is written with time between its documents: others come between. */
const SLOW_BATCHES = 0.3;

class Cursor {
  readonly #read: () => Promise<Document[]>;
  #sort: Sort = {};
  #limit = Number.POSITIVE_INFINITY;

  constructor(read: () => Promise<Document[]>) {
    this.#read = read;
  }

  sort(sort: Sort): this {
    this.#sort = sort;
    return this;
  }

  limit(limit: number): this {
    this.#limit = limit;
    return this;
  }

  async toArray(): Promise<Document[]> {
    const found = await this.#read();
    const [order] = Object.values(this.#sort);
    // All that is sorted is of one room, and sorted by its ids.
    if (order !== undefined) found.sort((a, b) => order * compare(a["_id"].seq, b["_id"].seq));
    return found.slice(0, this.#limit);
  }
}

/** The methods of a driver's collection that the log is read and written with. Projections change nothing. */
export class SimCollection {
  readonly #versions: Versions;
  readonly #connection: SimConnection;
  readonly #set: ReplicaSet;

  constructor(versions: Versions, connection: SimConnection, set: ReplicaSet) {
    this.#versions = versions;
    this.#connection = connection;
    this.#set = set;
  }

  find(filter: Document, options: Options): Cursor {
    return new Cursor(() => this.#find(filter, options));
  }

  async findOne(filter: Document, options: Options): Promise<Document | null> {
    const [first] = await this.#find(filter, options);
    return first ?? null;
  }

  /** Rooms with the newest entry of each, which is all that anybody aggregates here. */
  aggregate(stages: readonly Document[], { session, readConcern }: Options): Cursor {
    const filters = stages.flatMap(({ $match }) => ($match === undefined ? [] : [$match]));
    const filter: Document = Object.assign({}, ...filters);
    const withLast = (room: Document, view: OpTime): Document => {
      const last = this.#set.entries.last(room["_id"], view);
      return { ...room, last: last === undefined ? [] : [last] };
    };
    return new Cursor(() =>
      this.#connection.read(session, readConcern?.level, (view) =>
        this.#versions.find(filter, view).map((room) => withLast(room, view)),
      ),
    );
  }

  async insertMany(documents: readonly Document[], options: Options): Promise<void> {
    const { session, ordered = true } = options;
    if (session.inTransaction) {
      await this.#connection.travel();
      for (const [index, document] of documents.entries()) {
        if (session.collides(this.#versions, document)) throw duplicateAt(index);
        session.put(this.#versions, document);
      }
      return;
    }
    const written = new Map<Document, OpTime>();
    const stopped = await this.#connection.write(session, (term) =>
      this.#insert(documents, ordered, written, term),
    );
    if (stopped !== undefined) throw duplicateAt(stopped);
  }

  /** In transactions only. */
  async bulkWrite(operations: readonly BulkOperation[], { session }: Options): Promise<void> {
    await this.#connection.travel();
    for (const { updateOne, updateMany, replaceOne } of operations) {
      if (replaceOne !== undefined) {
        const { filter, replacement } = replaceOne;
        session.put(this.#versions, { _id: filter["_id"], ...replacement });
      }
      const update = updateOne ?? updateMany;
      if (update === undefined) continue;
      for (const document of session.find(this.#versions, update.filter)) {
        session.put(this.#versions, updated(document, update.update));
      }
    }
  }

  /** Where it met the first duplicate. What an attempt before has written, and stands, is not written again. */
  async #insert(
    documents: readonly Document[],
    ordered: boolean,
    written: Map<Document, OpTime>,
    term: number,
  ): Promise<number | undefined> {
    const isSlow = this.#connection.happens(SLOW_BATCHES);
    let stopped: number | undefined;
    for (const [index, document] of documents.entries()) {
      if (isSlow && index > 0) await this.#set.pause();
      if (this.#set.term !== term) throw this.#connection.deposed();
      const at = written.get(document);
      if (at !== undefined && this.#versions.writtenAt(keyOf(document["_id"])) === at) continue;
      if (!this.#versions.collides(document)) {
        written.set(document, this.#set.write([{ collection: this.#versions, document }]));
        continue;
      }
      stopped ??= index;
      if (ordered) break;
    }
    return stopped;
  }

  async #find(filter: Document, { session, readConcern }: Options): Promise<Document[]> {
    if (session.inTransaction) {
      await this.#connection.travel();
      return session.find(this.#versions, filter);
    }
    return this.#connection.read(session, readConcern?.level, (view) =>
      this.#versions.find(filter, view),
    );
  }
}

const updated = (document: Document, { $set = {}, $unset = {} }: Update["update"]): Document => {
  const changed: Document = { ...document, ...$set };
  for (const name of Object.keys($unset)) delete changed[name];
  return changed;
};
