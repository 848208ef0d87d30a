import type { Action } from "../protocol/actions.ts";
import type { StoredSend } from "./outbox/outbox-item.ts";

/** A send as the server gets it. */
export const sendFrame = (send: StoredSend): Action<"send_message"> => ({
  action: "send_message",
  room_id: send.room_id,
  cid: send.cid,
  content: send.content,
  ...(send.reply_to === undefined ? {} : { reply_to: send.reply_to }),
  ...(send.files === undefined ? {} : { attachments: send.files.flatMap(({ id }) => id ?? []) }),
});
