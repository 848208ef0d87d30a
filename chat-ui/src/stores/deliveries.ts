import { defineStore } from "pinia";
import type { Passage } from "../logic/passage.ts";
import { useChat } from "./chat-port.ts";
import { useSession } from "./session.ts";

/** Messages whose passage is remembered; older ones are history. */
const KEPT = 1_000;

/** What this page saw of messages on their way, for those who ask. */
export const useDeliveries = defineStore("deliveries", () => {
  const chat = useChat();
  const session = useSession();
  const passages = new Map<string, Passage>();

  const key = (senderId: string, cid: string): string => `${senderId}:${cid}`;
  const note = (at: string, more: Passage): void => {
    const known = passages.get(at);
    passages.delete(at);
    // What was noted first is when it happened.
    passages.set(at, { ...more, ...known });
    for (const oldest of passages.keys()) {
      if (passages.size <= KEPT) break;
      passages.delete(oldest);
    }
  };
  const here = (serverTime: number): number => serverTime + Date.now() - chat.serverNow();

  chat.on("outbox", ({ item }) => {
    const mine = key(item.account, item.cid);
    note(mine, { pressed: item.queued_at, ...(item.state === "sent" && { acked: Date.now() }) });
  });
  chat.on("message", (entry) => {
    const own = entry.sender.id === session.user?.id;
    const taken = here(entry.at);
    const at = key(entry.sender.id, entry.cid ?? entry.id);
    note(at, own ? { taken } : { taken, arrived: Date.now() });
  });

  /** A row was drawn; of messages from history nothing was noted, and nothing is. */
  const drawn = (senderId: string, cid: string): void => {
    const at = key(senderId, cid);
    const known = passages.get(at);
    if (known?.arrived !== undefined && known.shown === undefined) note(at, { shown: Date.now() });
  };

  return {
    of: (senderId: string, cid: string): Passage => passages.get(key(senderId, cid)) ?? {},
    drawn,
  };
});
