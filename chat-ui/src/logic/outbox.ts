import type { OutboxItem } from "../../../src/client/outbox-item.ts";
import type { Sender } from "../../../src/protocol/users.ts";
import type { PendingMessage, ShownMessage } from "./rows.ts";

/** What a reply that was not acked yet shows of the message it answers. */
export type FindReply = (seq: number) => ShownMessage["reply_to"];

/** A room's sends that are not part of its timeline yet, in the order in which they were made. */
export const pendingMessages = (
  items: readonly OutboxItem[],
  roomId: string,
  sender: Sender,
  findReply: FindReply,
): PendingMessage[] =>
  items
    .filter((item) => item.room_id === roomId)
    .map((item) => ({
      message: {
        cid: item.cid,
        seq: undefined,
        server_id: undefined,
        sender,
        content: item.content,
        at: item.queued_at,
        reply_to: item.reply_to === undefined ? undefined : findReply(item.reply_to),
        reactions: [],
      },
      delivery: {
        state: item.state,
        since: item.queued_at,
        reason: item.refused?.message ?? item.failure?.message,
        retryAt: item.retry_at,
      },
    }));

/** When the limit ends that holds sends back, in ms since the epoch; 0 without one. */
export const limitEnd = (items: readonly OutboxItem[]): number =>
  items.reduce(
    (end, { failure, retry_at = 0 }) =>
      failure?.code === "rate_limited" ? Math.max(end, retry_at) : end,
    0,
  );
