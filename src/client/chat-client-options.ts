import type { PostForm } from "./files.ts";
import type { OutboxStore } from "./outbox/outbox-store.ts";
import type {
  ClientClock,
  ClientRandom,
  CursorStore,
  Exclusive,
  Fetch,
  Network,
  OpenSocket,
} from "./ports.ts";

export interface ChatClientOptions {
  /** Origin of the server, such as `location.origin` or `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Where sends wait; memory by default, IndexedDBOutboxStore in browsers. */
  readonly outboxStore?: OutboxStore;
  /** For a store that others share: `webLocks()`, else a LeaseExclusive. */
  readonly exclusive?: Exclusive;
  /** Only for consumers that keep what they received: others begin at the tip of each room. */
  readonly cursorStore?: CursorStore;
  /** Sends of one room in flight: 1 (default) keeps their order through any failure, up to 32 is faster. */
  readonly sendWindow?: number;
  readonly network?: Network;
  /** Outside browsers `cookieFetch()`, to stay signed in for longer than an access token lives. */
  readonly fetch?: Fetch;
  readonly credentials?: "same-origin" | "include";
  /** In browsers `xhrForm`, which tells the progress of an upload. */
  readonly postForm?: PostForm;
  readonly openSocket?: OpenSocket;
  readonly clock?: ClientClock;
  readonly random?: ClientRandom;
}
