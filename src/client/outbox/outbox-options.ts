import type { EventOf } from "../../protocol/events.ts";
import type { ClientClock, ClientRandom, Exclusive } from "../ports.ts";
import type { OutboxFile, OutboxItem, StoredSend } from "./outbox-item.ts";
import type { OutboxStore } from "./outbox-store.ts";

export interface OutboxEvents {
  /** The item in its new state; one that left the outbox comes a last time. */
  changed: OutboxItem;
}

/** Where the files of sends go before them. */
export interface OutboxUploads {
  /** Joins an upload of the file that is under way; rejects with a ProtocolError. */
  upload(file: OutboxFile): Promise<{ readonly id: string }>;
  /** It will not be sent after all. */
  cancel(key: string): void;
}

export interface OutboxOptions {
  readonly store: OutboxStore;
  /** Only one of those who share the store sends at a time, so that their orders don't mix. */
  readonly exclusive: Exclusive;
  /** Sends once; rejects with a ProtocolError. */
  readonly transmit: (send: StoredSend) => Promise<EventOf<"ack">>;
  readonly uploads: OutboxUploads;
  /** Up to where a room's log has been applied; undefined when it is not followed. */
  readonly cursor: (roomId: string) => number | undefined;
  readonly clock: ClientClock;
  readonly random: ClientRandom;
  /** Sends of one room in flight. */
  readonly window: number;
}
