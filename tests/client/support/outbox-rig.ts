import { Outbox } from "../../../src/client/outbox/outbox.ts";
import type { StoredSend } from "../../../src/client/outbox/outbox-item.ts";
import type { OutboxUploads } from "../../../src/client/outbox/outbox-options.ts";
import { MemoryOutboxStore, type OutboxStore } from "../../../src/client/outbox/outbox-store.ts";
import { alone } from "../../../src/client/system.ts";
import type { EventOf } from "../../../src/protocol/events.ts";
import { ManualClock } from "./manual-clock.ts";

type Ack = EventOf<"ack">;

/** A room's log with the promise of PROTOCOL §4: one cid is stored once. */
export class Log {
  readonly cids: string[] = [];

  append({ room_id, cid }: StoredSend): Ack {
    if (!this.cids.includes(cid)) this.cids.push(cid);
    const seq = this.cids.indexOf(cid) + 1;
    return { event: "ack", room_id, cid, id: `id-${cid}`, seq, n: seq, at: 0 };
  }
}

/** An outbox whose sends go nowhere until the test answers them. */
export const outboxRig = (
  options: { store?: OutboxStore; window?: number; upload?: OutboxUploads["upload"] } = {},
) => {
  const clock = new ManualClock();
  const log = new Log();
  let uuids = 0;
  /** Answers in the order of the sends; each test decides when and how. */
  const flights: { send: StoredSend; ack(): void; fail(error: unknown): void }[] = [];
  const cancelled: string[] = [];
  const outbox = new Outbox({
    uploads: {
      upload: options.upload ?? (({ key }) => Promise.resolve({ id: `file-${key}` })),
      cancel: (key) => cancelled.push(key),
    },
    store: options.store ?? new MemoryOutboxStore(),
    exclusive: alone,
    window: options.window ?? 1,
    cursor: () => log.cids.length,
    clock,
    random: { fraction: () => 0.5, uuid: () => `cid-${++uuids}` },
    transmit: (send) =>
      new Promise((resolve, reject) => {
        flights.push({ send, ack: () => resolve(log.append(send)), fail: reject });
      }),
  });
  const states = () => outbox.all().map(({ cid, state }) => `${cid} ${state}`);
  const flight = (index: number) => {
    const found = flights[index];
    if (found === undefined) throw new Error(`there was no send ${index}`);
    return found;
  };
  return { outbox, clock, log, flights, flight, states, cancelled };
};
