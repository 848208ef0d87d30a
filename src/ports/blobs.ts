/** The bytes of a file, as they come. */
export type Bytes = AsyncIterable<Uint8Array>;

export interface StoredBlob {
  readonly size: number;
  /** Nothing is read, and nothing is held open, before it is asked for the first time; ends early when cancelled. */
  readonly stream: ReadableStream<Uint8Array>;
}

/**
 * Where the bytes of files are, by ids that the caller makes up (UUIDs). What is known of them is the store's
 * (src/ports/store/attachments.ts), which says of every id that it may have bytes before it has any: so an
 * adapter needs not tell what it holds. Every adapter passes tests/contract/blobs.ts.
 *
 * Every method may reject with `StoreUnavailable`: a full disk, a database that is away.
 */
export interface Blobs {
  /**
   * Resolves once all of `bytes` are durable: no crash of process, machine or (clustered) a minority undoes it.
   * When `bytes` throws, rejects with that, and nothing is left. Before it resolves, `get` finds nothing.
   * Takes from `bytes` as fast as it can store, and holds a chunk or so of them.
   */
  put(id: string, bytes: Bytes): Promise<void>;
  /** Undefined when there is none. */
  get(id: string): Promise<StoredBlob | undefined>;
  /** Also what a `put` that was cut off has left; harmless when there is nothing. */
  remove(id: string): Promise<void>;
}
