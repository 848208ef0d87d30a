import type { EventOf } from "../protocol/events.ts";
import { Emitter } from "./emitter.ts";
import type { OutboxItem } from "./outbox-item.ts";

export interface OutboxEvents {
  /** The item in its new state; one that left the outbox comes a last time. */
  changed: OutboxItem;
}

/**
 * Sends on their way, in the order of each room, until acked: kept over reloads, repeated with the same
 * cid after a lost connection, `unavailable`, `internal` or no answer, held back by `rate_limited`. What
 * the server refuses for good stays as `refused` until `retry` or `discard`; the ones behind it go on.
 */
export class Outbox extends Emitter<OutboxEvents> {
  /** The room's, oldest first. */
  items(roomId: string): readonly OutboxItem[] {
    void roomId;
    return [];
  }
  /** All rooms', by room. */
  all(): readonly OutboxItem[] {
    return [];
  }
  /** Appears at once as `queued`; is made durable, then sent in its turn. */
  enqueue(roomId: string, content: string, options: { replyTo?: number } = {}): OutboxItem {
    void options;
    throw new Error(roomId + content);
  }
  /** Its ack; rejects with the server's `ProtocolError` when refused, with `gone` when discarded. */
  settled(cid: string): Promise<EventOf<"ack">> {
    return Promise.reject(new Error(cid));
  }
  /** Sends a refused one again, in its place of the queue, with a fresh attempt. */
  retry(cid: string): void {
    void cid;
  }
  /** Forgets a queued or refused one. One being sent may still arrive. */
  discard(cid: string): void {
    void cid;
  }
}
