import type { StoredRoom } from "./checker/evidence.ts";
import { until } from "./wait.ts";

/** Somebody in a room, and how far they have come in it. */
export interface Seat {
  readonly room: string;
  readonly client: { readonly cursors: ReadonlyMap<string, number> };
}

const READ_AGAIN = 5;

/**
 * The logs of rooms once everyone is at their tips. Edits and reactions wait in no outbox: what was still on its way shows
 * as seen beyond what was read, and the logs are read again. Whoever does not arrive within `waitMs` is the
 * checker's to name.
 */
export const readSettled = async (
  seats: readonly Seat[],
  read: () => Promise<readonly StoredRoom[]>,
  waitMs: number,
): Promise<readonly StoredRoom[]> => {
  for (let again = 0; ; again += 1) {
    const stored = await read();
    const tips = new Map(stored.map(({ room, tip }) => [room, tip.seq]));
    const ahead = () =>
      seats.map(({ room, client }) => (client.cursors.get(room) ?? 0) - (tips.get(room) ?? 0));
    const arrived = () => ahead().every((entries) => entries >= 0);
    await until("everyone at the tip", arrived, waitMs).catch(() => {});
    if (again === READ_AGAIN || ahead().every((entries) => entries <= 0)) return stored;
  }
};
