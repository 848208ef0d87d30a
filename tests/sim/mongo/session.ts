import { type Document, MongoError } from "mongodb";
import type { ReplicaSet, Write } from "./replica-set.ts";
import { keyOf, type OpTime, type Overlay, type Versions } from "./versions.ts";

interface Transaction {
  readonly snapshot: OpTime;
  readonly term: number;
  readonly overlays: Map<Versions, Overlay>;
}

const transient = (what: string): MongoError => {
  const error = new MongoError(`simulated: ${what}`);
  error.addErrorLabel("TransientTransactionError");
  return error;
};

/** What a server has seen, and the transaction that it is in the middle of. */
export class SimSession {
  readonly #set: ReplicaSet;
  #after: OpTime;
  #transaction: Transaction | undefined;
  #committedAt: OpTime | undefined;

  constructor(set: ReplicaSet, after: OpTime) {
    this.#set = set;
    this.#after = after;
  }

  /** Reads see at least this. */
  get after(): OpTime {
    return this.#after;
  }

  get inTransaction(): boolean {
    return this.#transaction !== undefined;
  }

  saw(time: OpTime): void {
    this.#after = Math.max(this.#after, time);
  }

  begin(): void {
    const { newest, term } = this.#set;
    this.#transaction = { snapshot: newest, term, overlays: new Map() };
    this.#committedAt = undefined;
  }

  end(): void {
    this.#transaction = undefined;
  }

  /** As of its beginning, with what it has written itself. */
  find(collection: Versions, filter: Document): Document[] {
    const { snapshot } = this.#running();
    return collection.find(filter, snapshot, this.#overlay(collection));
  }

  collides(collection: Versions, document: Document): boolean {
    const { snapshot } = this.#running();
    const own = this.#overlay(collection);
    return (
      collection.collides(document, snapshot) ||
      Array.from(own.values()).some((other) => collection.areAlike(document, other))
    );
  }

  put(collection: Versions, document: Document): void {
    this.#overlay(collection).set(keyOf(document["_id"]), document);
  }

  /** All at once, unless another has written the same since it began. Harmless when it was done. */
  commit(term: number): void {
    const { snapshot, overlays, term: begunIn } = this.#running();
    if (begunIn !== term) {
      if (this.#stands()) return;
      throw transient("the primary was deposed");
    }
    if (this.#committedAt !== undefined) return;
    const writes: Write[] = [];
    for (const [collection, overlay] of overlays) {
      for (const [key, document] of overlay) {
        const before = collection.get(key, snapshot);
        const isNew = before === undefined;
        const isMet = isNew
          ? collection.collides(document)
          : (collection.writtenAt(key) ?? 0) > snapshot;
        if (isMet) throw transient("write conflict");
        writes.push({ collection, document });
      }
    }
    this.#committedAt = this.#set.write(writes);
  }

  #stands(): boolean {
    const at = this.#committedAt;
    if (at === undefined) return false;
    return Array.from(this.#running().overlays).some(([collection, overlay]) =>
      Array.from(overlay.keys()).some((key) => collection.writtenAt(key) === at),
    );
  }

  #running(): Transaction {
    if (this.#transaction === undefined) throw new Error("no transaction has begun");
    return this.#transaction;
  }

  #overlay(collection: Versions): Overlay {
    const { overlays } = this.#running();
    const overlay = overlays.get(collection) ?? new Map();
    overlays.set(collection, overlay);
    return overlay;
  }
}
