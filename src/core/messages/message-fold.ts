import type { EntryRecord, HistoryPage, ReactionTally } from "../../ports/store/log.ts";
import type { Message, Reaction } from "../../protocol/entries.ts";
import type { SenderOf } from "../accounts/user-directory.ts";
import { type RepliedMessage, viewExtras, viewReply } from "./entry-view.ts";

interface Changes {
  content: string | undefined;
  editedAt: number | undefined;
  deleted: boolean;
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
    case "message":
    case "reaction":
    case "member":
    case "room":
      break;
  }
};

const changesOf = (message: EntryRecord): Changes => ({
  content: message.payload.event === "message" ? message.payload.content : undefined,
  editedAt: undefined,
  deleted: message.erased,
});

type Changed = Pick<HistoryPage, "messages" | "changes">;

/** What a message says after its changes: `edit` and `delete` entries that target it, ascending. */
const foldChanges = ({ messages, changes }: Changed): Map<number, Changes> => {
  const folded = new Map(messages.map((message) => [message.seq, changesOf(message)]));
  for (const record of changes) {
    const { payload } = record;
    const target = "target" in payload ? folded.get(payload.target) : undefined;
    if (target !== undefined) applyChange(target, record);
  }
  return folded;
};

const viewReaction = ({ emoji, count, own }: ReactionTally): Reaction => ({
  emoji,
  count,
  me: own,
});

export interface FoldContext {
  readonly senderOf: SenderOf;
  /** The messages that are replied to, by seq. */
  readonly replied: ReadonlyMap<number, RepliedMessage>;
}

/** Folds the log into messages as their readers see them (PROTOCOL §3). */
export const foldMessages = (
  page: Changed & Pick<HistoryPage, "reactions">,
  context: FoldContext,
): Message[] => {
  const folded = foldChanges(page);
  const reactions = Map.groupBy(page.reactions, ({ target }) => target);
  const views: Message[] = [];
  for (const record of page.messages) {
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
      ...(erased ? {} : viewExtras(payload)),
      reactions: erased ? [] : (reactions.get(record.seq) ?? []).map(viewReaction),
    });
  }
  return views;
};

/** The content of each message after its changes, where it still has one. */
export const foldContents = (page: Changed): Map<number, string> => {
  const contents = new Map<number, string>();
  for (const [seq, { content, deleted }] of foldChanges(page)) {
    if (!deleted && content !== undefined) contents.set(seq, content);
  }
  return contents;
};
