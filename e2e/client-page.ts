import { ChatClient } from "../src/client/chat-client.ts";
import { IndexedDBOutboxStore } from "../src/client/outbox/indexeddb-outbox-store.ts";
import { LeaseExclusive } from "../src/client/outbox/lease-exclusive.ts";
import { broadcastSiblings, shareOutbox } from "../src/client/outbox/outbox-siblings.ts";
import { webLocks } from "../src/client/outbox/web-locks.ts";
import type { OpenSocket } from "../src/client/ports.ts";
import { openWebSocket, systemClock, systemRandom } from "../src/client/system.ts";

/** The client as chat-ui puts it together, for tests to drive within a page. */
const outboxStore = new IndexedDBOutboxStore();
const locks = webLocks();
let cut = false;
const openSocket: OpenSocket = (url, protocol, handlers) =>
  openWebSocket(cut ? "ws://127.0.0.1:1/" : url, protocol, handlers);
const client = new ChatClient({
  url: location.origin,
  outboxStore,
  exclusive: locks ?? new LeaseExclusive(outboxStore, systemClock, systemRandom),
  openSocket,
});

const siblings = broadcastSiblings();

const page = {
  client,
  outboxStore,
  hasLocks: locks !== undefined,
  /** Hears of what other tabs have waiting, and tells them. */
  share: () => {
    if (siblings !== undefined) shareOutbox(client.outbox, siblings, systemClock);
  },
  /** From the next connection on. */
  cut: () => {
    cut = true;
  },
  /** Signed in by the browser's cookie, and connected unless cut. */
  start: async () => {
    await client.session.resume();
    await client.start();
    if (!cut && client.state.status !== "online") {
      await client.next("state", { matches: ({ status }) => status === "online" });
    }
  },
};

declare global {
  var crosstalk: typeof page;
}
globalThis.crosstalk = page;
