import { ChatClient } from "../../src/client/chat-client.ts";
import { IndexedDBOutboxStore } from "../../src/client/outbox/indexeddb-outbox-store.ts";
import { JournaledOutboxStore } from "../../src/client/outbox/journaled-outbox-store.ts";
import { LeaseExclusive } from "../../src/client/outbox/lease-exclusive.ts";
import { broadcastSiblings, shareOutbox } from "../../src/client/outbox/outbox-siblings.ts";
import { webLocks } from "../../src/client/outbox/web-locks.ts";
import type { CursorStore } from "../../src/client/ports.ts";
import { systemClock, systemRandom } from "../../src/client/system.ts";
import { xhrForm } from "./xhr-form.ts";

/** The client of this page's own server, with an outbox that all tabs of the browser share. */
export const createBrowserClient = (cursorStore: CursorStore): ChatClient => {
  const outboxStore = new IndexedDBOutboxStore();
  // While it is asked who is signed in.
  outboxStore.prepare();
  const chat = new ChatClient({
    url: location.origin,
    outboxStore: new JournaledOutboxStore(outboxStore, () => localStorage),
    cursorStore,
    postForm: xhrForm,
    // On plain http from another machine there are no Web Locks.
    exclusive: webLocks() ?? new LeaseExclusive(outboxStore, systemClock, systemRandom),
  });
  const siblings = broadcastSiblings();
  if (siblings) shareOutbox(chat.outbox, siblings, systemClock);
  // After sleep, or in a page that comes back, a dead socket may still look alive.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") chat.probe();
  });
  addEventListener("pagehide", () => chat.hurry());
  return chat;
};
