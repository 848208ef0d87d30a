import type {
  OutboxFile,
  OutboxItem,
  SendFailure,
} from "../../../src/client/outbox/outbox-item.ts";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import type { Sender } from "../../../src/protocol/users.ts";
import { t } from "../i18n/i18n.ts";
import { errorText } from "./errors.ts";
import type { ShownFile } from "./files.ts";
import type { Delivery, PendingMessage, ShownMessage } from "./rows.ts";

/** What a reply that was not acked yet shows of the message it answers. */
export type FindReply = (seq: number) => ShownMessage["reply_to"];

/** By its key, even when the server has named it already: the bytes are here. */
const shownFile = ({ key, name, size, mime, width, height, blob }: OutboxFile): ShownFile => ({
  id: key,
  name,
  size,
  mime,
  ...(width !== undefined && { width }),
  ...(height !== undefined && { height }),
  local: blob,
});

/** A room's sends that are not part of its timeline yet, in the order in which they were made. */
export const pendingMessages = (
  items: readonly OutboxItem[],
  roomId: string,
  sender: Sender,
  findReply: FindReply,
): PendingMessage[] =>
  items
    .filter((item) => item.room_id === roomId)
    .map((item, index, all) => ({
      message: {
        cid: item.cid,
        seq: undefined,
        server_id: undefined,
        sender,
        content: item.content,
        at: item.queued_at,
        attachments: item.files?.map(shownFile),
        reply_to: item.reply_to === undefined ? undefined : findReply(item.reply_to),
        reactions: [],
      },
      delivery: {
        state: item.state,
        since: item.queued_at,
        failure: item.refused ?? item.failure,
        retryAt: item.retry_at,
        behind: all.slice(0, index).some(({ state }) => state === "queued" || state === "sending"),
      },
    }));

/** When the limit ends that holds sends back, in ms since the epoch; 0 without one. */
export const limitEnd = (items: readonly OutboxItem[]): number =>
  items.reduce(
    (end, { failure, retry_at = 0 }) =>
      failure?.code === "rate_limited" ? Math.max(end, retry_at) : end,
    0,
  );

/** Why a message waits, or where it stands; `online`: whether there is a connection. */
export const waitingText = (delivery: Delivery, online: boolean, now: number): string => {
  const { state, failure, retryAt = 0, behind } = delivery;
  if (state === "sending") return t("message.sending");
  if (!online) return t("sync.waitsOffline");
  if (retryAt > now && failure) {
    const seconds = Math.ceil((retryAt - now) / 1000);
    return failure.code === "rate_limited"
      ? t("sync.waitsLimit", { seconds })
      : t("sync.waitsRetry", { seconds, reason: failureText(failure) });
  }
  return behind ? t("sync.waitsEarlier") : t("sync.waitsTurn");
};

export const failureText = ({ code, message }: SendFailure): string =>
  errorText(new ProtocolError(code, message));
