import type { EventOf } from "../../protocol/events.ts";
import { withoutUploads } from "./outbox-files.ts";
import type { OutboxItemState, SendFailure, SendOptions, StoredSend } from "./outbox-item.ts";
import type { SendDecision } from "./send-decision.ts";

export type Ack = EventOf<"ack">;

/** adding: not sent before it would survive a reload · stored · volatile: the store failed; sent all the same. */
type Kept = "adding" | "stored" | "volatile";

/** A send as the outbox works on it, and what it goes through. */
export class Pending {
  send: StoredSend;
  kept: Kept;
  state: OutboxItemState = "queued";
  failure: SendFailure | undefined;
  ack: Ack | undefined;

  constructor(send: StoredSend, kept: Kept) {
    this.send = send;
    this.kept = kept;
  }

  acked(ack: Ack): void {
    this.ack = ack;
    this.state = "sent";
    this.failure = undefined;
  }

  /** Refused for good, or queued again. */
  failed({ refused, error }: SendDecision): void {
    const failure: SendFailure = { code: error.code, message: error.message };
    this.failure = failure;
    this.state = refused ? "refused" : "queued";
    if (refused) this.send = { ...this.send, refused: failure };
  }

  /** One that was refused is queued again. */
  takeUpAgain(): void {
    const { refused, ...send } = this.send;
    // Files that were not sent within a day are gone from the server.
    this.send = refused?.code === "not_found" ? withoutUploads(send) : send;
    this.state = "queued";
    this.failure = undefined;
  }
}

/** One that is new; `queuedAt` in milliseconds since the epoch. */
export const newSend = (
  account: string,
  roomId: string,
  content: string,
  { cid, replyTo, files }: SendOptions & { readonly cid: string },
  queuedAt: number,
): StoredSend => ({
  account,
  room_id: roomId,
  cid,
  content,
  ...(replyTo === undefined ? {} : { reply_to: replyTo }),
  ...(files === undefined ? {} : { files }),
  queued_at: queuedAt,
});
