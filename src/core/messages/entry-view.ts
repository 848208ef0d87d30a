import type { EntryPayload, EntryRecord } from "../../ports/store/log.ts";
import type { Entry, MessageEntry, ReplyTo } from "../../protocol/entries.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { excerpt } from "../../protocol/names.ts";
import type { SenderOf } from "../accounts/user-directory.ts";

/** The message that a reply answers, as it stands now. */
export interface RepliedMessage {
  readonly seq: number;
  readonly senderId: string;
  /** Absent once erased. */
  readonly content?: string;
}

export const viewReply = (message: RepliedMessage, senderOf: SenderOf): ReplyTo => ({
  seq: message.seq,
  sender: senderOf(message.senderId),
  excerpt: message.content === undefined ? "" : excerpt(message.content, LIMITS.excerpt),
});

/** What a message says beside its content, for as long as it says anything. */
export const viewExtras = ({
  mentions,
  attachments,
}: Extract<EntryPayload, { event: "message" }>): Pick<
  MessageEntry,
  "mentions" | "attachments"
> => ({
  ...(mentions === undefined ? {} : { mentions: [...mentions] }),
  ...(attachments === undefined ? {} : { attachments: [...attachments] }),
});

/**
 * An entry as it goes over REST and WebSocket, `event` first. `reply` is given for a message with `replyTo`
 * (absent when what it answers was removed by retention).
 */
export const viewEntry = (
  record: EntryRecord,
  senderOf: SenderOf,
  reply: RepliedMessage | undefined,
): Entry => {
  const { payload } = record;
  const base = {
    room_id: record.roomId,
    seq: record.seq,
    n: record.n,
    id: record.id,
    cid: record.cid,
    at: record.at,
    server_id: record.serverId,
    sender: senderOf(record.senderId),
  };
  switch (payload.event) {
    case "message":
      return {
        event: "message",
        ...base,
        ...(record.erased || payload.content === undefined
          ? { deleted: true as const }
          : { content: payload.content }),
        ...(reply === undefined ? {} : { reply_to: viewReply(reply, senderOf) }),
        ...(record.erased ? {} : viewExtras(payload)),
      };
    case "edit":
      return {
        event: "edit",
        ...base,
        target: payload.target,
        ...(record.erased || payload.content === undefined
          ? { deleted: true as const }
          : { content: payload.content }),
      };
    case "delete":
      return { event: "delete", ...base, target: payload.target };
    case "reaction":
      return {
        event: "reaction",
        ...base,
        target: payload.target,
        emoji: payload.emoji,
        on: payload.on,
      };
    case "member":
      return { event: "member", ...base, change: payload.change, user: senderOf(payload.userId) };
    case "room":
      return {
        event: "room",
        ...base,
        ...(payload.name === undefined ? {} : { name: payload.name }),
        ...(payload.topic === undefined ? {} : { topic: payload.topic }),
      };
  }
};

/** All users that viewing these entries names. */
export function* usersOf(records: Iterable<EntryRecord>): Generator<string> {
  for (const record of records) {
    yield record.senderId;
    if (record.payload.event === "member") yield record.payload.userId;
  }
}
