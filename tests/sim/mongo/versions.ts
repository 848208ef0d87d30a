import type { Document } from "mongodb";
import { matches } from "./filter.ts";

/** A moment of the replica set: the place of a write in its oplog. */
export type OpTime = number;

interface Version {
  readonly at: OpTime;
  readonly document: Document;
}

/** What a transaction has written and not committed: documents by key. */
export type Overlay = Map<string, Document>;

/** One string for an `_id`. */
export const keyOf = (id: unknown): string =>
  typeof id === "string" ? id : Object.values(id as Document).join(" ");

const EVERYTHING: OpTime = Number.POSITIVE_INFINITY;

/**
 * A collection with all versions of its documents, so that it can be read as of a moment, and lose what came
 * after one. Nothing is ever deleted from it.
 */
export class Versions {
  readonly #documents = new Map<string, Version[]>();
  /** By room, in the order in which they came: a search looks through one room, as by an index. */
  readonly #rooms = new Map<string, Set<string>>();
  /** By room, the highest seq that was ever written. */
  readonly #highest = new Map<string, number>();
  readonly #unique: ((document: Document) => string) | undefined;
  readonly #byUnique = new Map<string, Set<string>>();

  /** `unique`: what no two documents may share, besides their ids. */
  constructor(unique?: (document: Document) => string) {
    this.#unique = unique;
  }

  get(key: string, view: OpTime = EVERYTHING): Document | undefined {
    return this.#documents.get(key)?.findLast(({ at }) => at <= view)?.document;
  }

  /** When the newest version of it was written. */
  writtenAt(key: string): OpTime | undefined {
    return this.#documents.get(key)?.at(-1)?.at;
  }

  put(document: Document, at: OpTime): void {
    const key = keyOf(document["_id"]);
    const versions = this.#documents.get(key) ?? [];
    this.#documents.set(key, versions);
    versions.push({ at, document });
    const room = roomOf(document);
    entry(this.#rooms, room).add(key);
    const { seq = 0 } = document["_id"];
    if (seq > (this.#highest.get(room) ?? 0)) this.#highest.set(room, seq);
    if (this.#unique !== undefined) entry(this.#byUnique, this.#unique(document)).add(key);
  }

  /** Whether a document that is there, as of `view`, is in the way of this one. */
  collides(document: Document, view: OpTime = EVERYTHING): boolean {
    if (this.get(keyOf(document["_id"]), view) !== undefined) return true;
    if (this.#unique === undefined) return false;
    // What once stood there may have been lost, and something else been written in its place.
    for (const key of this.#byUnique.get(this.#unique(document)) ?? []) {
      const other = this.get(key, view);
      if (other !== undefined && this.areAlike(document, other)) return true;
    }
    return false;
  }

  /** Whether not both can be stored. */
  areAlike(a: Document, b: Document): boolean {
    if (keyOf(a["_id"]) === keyOf(b["_id"])) return true;
    return this.#unique !== undefined && this.#unique(a) === this.#unique(b);
  }

  find(filter: Document, view: OpTime, overlay?: Overlay): Document[] {
    const found: Document[] = [];
    for (const key of this.#candidates(filter, overlay)) {
      const document = overlay?.get(key) ?? this.get(key, view);
      if (document !== undefined && matches(document, filter)) found.push(document);
    }
    return found;
  }

  /** The document of a room that has the highest seq. */
  last(room: string, view: OpTime): Document | undefined {
    for (let seq = this.#highest.get(room) ?? 0; seq > 0; seq -= 1) {
      const document = this.get(keyOf({ room, seq }), view);
      if (document !== undefined) return document;
    }
    return undefined;
  }

  /** Everything written after that moment never was. How many writes. */
  rollBack(after: OpTime): number {
    let lost = 0;
    for (const [key, versions] of this.#documents) {
      const kept = versions.findLastIndex(({ at }) => at <= after) + 1;
      lost += versions.length - kept;
      versions.length = kept;
      if (kept === 0) this.#documents.delete(key);
    }
    return lost;
  }

  #candidates(filter: Document, overlay: Overlay | undefined): Iterable<string> {
    const { _id: id, cid } = filter;
    if (typeof id === "string") return [id];
    if (Array.isArray(id?.$in)) return id.$in.map(keyOf);
    if (id?.room !== undefined) return [keyOf(id)];
    if (Array.isArray(filter["$or"])) {
      return new Set(filter["$or"].flatMap((one) => Array.from(this.#candidates(one, overlay))));
    }
    const room = filter["_id.room"] ?? id?.$gt?.room;
    if (room === undefined) throw new Error("no index fits such a query");
    if (cid !== undefined && this.#unique !== undefined) {
      return this.#byUnique.get(this.#unique({ ...filter, _id: { room } })) ?? [];
    }
    const stored = this.#rooms.get(room) ?? [];
    return overlay === undefined ? stored : new Set([...stored, ...overlay.keys()]);
  }
}

const roomOf = ({ _id }: Document): string => (typeof _id === "string" ? _id : _id.room);

const entry = (sets: Map<string, Set<string>>, name: string): Set<string> => {
  const set = sets.get(name) ?? new Set();
  sets.set(name, set);
  return set;
};
