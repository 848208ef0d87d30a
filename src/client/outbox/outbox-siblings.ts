import type { ClientClock } from "../ports.ts";
import type { Outbox } from "./outbox.ts";

/** The other tabs that share a store: one is told, and heard, that something waits there. */
export interface Siblings {
  tell(): void;
  /** Calls back at each that another one tells, never at one's own. */
  listen(heard: () => void): void;
}

/** By then a tab that is there and connected has sent it itself. */
const LOOK_AFTER_MS = 3_000;

/**
 * What one tab has waiting, and may be closed with or cannot send, the others show and send: they hear of it, look into
 * the store a little later and, if something is left there, ask for the turn to send.
 */
export const shareOutbox = (
  outbox: Pick<Outbox, "on" | "countUnsent" | "askForTurn">,
  siblings: Siblings,
  clock: ClientClock,
): void => {
  let looking = false;
  outbox.on("changed", ({ state }) => {
    if (state === "queued") siblings.tell();
  });
  const look = async (): Promise<void> => {
    looking = false;
    if ((await outbox.countUnsent()) > 0) outbox.askForTurn();
  };
  siblings.listen(() => {
    if (looking) return;
    looking = true;
    clock.after(LOOK_AFTER_MS, () => void look());
  });
};

/** On plain http, too; undefined where there is none. */
export const broadcastSiblings = (): Siblings | undefined => {
  if (!("BroadcastChannel" in globalThis)) return undefined;
  const channel = new BroadcastChannel("crosstalk.outbox");
  return {
    tell: () => channel.postMessage("waiting"),
    listen: (heard) => channel.addEventListener("message", heard),
  };
};
