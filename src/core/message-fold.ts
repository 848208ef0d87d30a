import type { EntryRecord } from "../ports/store/log.ts";
import type { Message, Reaction } from "../protocol/entries.ts";
import { type RepliedMessage, viewReply } from "./entry-view.ts";
import type { SenderOf } from "./user-directory.ts";

interface Changes {
  content: string | undefined;
  editedAt: number | undefined;
  deleted: boolean;
  /** emoji → ids of those whose reaction is on, both in the order in which they came. */
  readonly reactions: Map<string, Set<string>>;
}

const applyChange = (changes: Changes, record: EntryRecord): void => {
  const { payload } = record;
  switch (payload.event) {
    case "delete":
      changes.deleted = true;
      break;
    case "edit":
      // An edit that lost a race against the delete changes nothing.
      if (changes.deleted || payload.content === undefined) break;
      changes.content = payload.content;
      changes.editedAt = record.at;
      break;
    case "reaction": {
      const who = changes.reactions.get(payload.emoji) ?? new Set();
      if (payload.on) who.add(record.senderId);
      else who.delete(record.senderId);
      if (who.size > 0) changes.reactions.set(payload.emoji, who);
      else changes.reactions.delete(payload.emoji);
      break;
    }
    case "message":
    case "member":
    case "room":
      break;
  }
};

const changesOf = (message: EntryRecord): Changes => ({
  content: message.payload.event === "message" ? message.payload.content : undefined,
  editedAt: undefined,
  deleted: message.erased,
  reactions: new Map(),
});

/** What a message shows after its changes (`edit`, `delete`, `reaction` entries that target it), ascending. */
const foldChanges = (
  messages: readonly EntryRecord[],
  changes: readonly EntryRecord[],
): Map<number, Changes> => {
  const folded = new Map(messages.map((message) => [message.seq, changesOf(message)]));
  for (const record of changes) {
    const { payload } = record;
    const target = "target" in payload ? folded.get(payload.target) : undefined;
    if (target !== undefined) applyChange(target, record);
  }
  return folded;
};

const viewReactions = (
  reactions: ReadonlyMap<string, ReadonlySet<string>>,
  viewerId: string,
): Reaction[] =>
  Array.from(reactions, ([emoji, who]) => ({ emoji, count: who.size, me: who.has(viewerId) }));

export interface FoldContext {
  readonly viewerId: string;
  readonly senderOf: SenderOf;
  /** The messages that are replied to, by seq. */
  readonly replied: ReadonlyMap<number, RepliedMessage>;
}

/** Folds the log into messages as their readers see them (PROTOCOL §3). */
export const foldMessages = (
  messages: readonly EntryRecord[],
  changes: readonly EntryRecord[],
  context: FoldContext,
): Message[] => {
  const folded = foldChanges(messages, changes);
  const views: Message[] = [];
  for (const record of messages) {
    const { payload } = record;
    const state = folded.get(record.seq);
    if (payload.event !== "message" || state === undefined) continue;
    const reply = payload.replyTo === undefined ? undefined : context.replied.get(payload.replyTo);
    const erased = state.deleted || state.content === undefined;
    views.push({
      room_id: record.roomId,
      seq: record.seq,
      n: record.n,
      id: record.id,
      cid: record.cid,
      sender: context.senderOf(record.senderId),
      ...(erased ? { deleted: true as const } : { content: state.content }),
      at: record.at,
      server_id: record.serverId,
      ...(state.editedAt === undefined || erased ? {} : { edited_at: state.editedAt }),
      ...(reply === undefined ? {} : { reply_to: viewReply(reply, context.senderOf) }),
      ...(payload.mentions === undefined || erased ? {} : { mentions: [...payload.mentions] }),
      reactions: erased ? [] : viewReactions(state.reactions, context.viewerId),
    });
  }
  return views;
};

/** The content of each message after its changes, where it still has one. */
export const foldContents = (
  messages: readonly EntryRecord[],
  changes: readonly EntryRecord[],
): Map<number, string> => {
  const contents = new Map<number, string>();
  for (const [seq, { content, deleted }] of foldChanges(messages, changes)) {
    if (!deleted && content !== undefined) contents.set(seq, content);
  }
  return contents;
};
