import type { SenderOf } from "../core/accounts/user-directory.ts";
import { type RepliedMessage, viewEntry } from "../core/messages/entry-view.ts";
import type { Draft } from "../core/messages/room-log.ts";
import type { EntryRecord } from "../ports/store/log.ts";
import type { Entry } from "../protocol/entries.ts";
import type { Judged } from "./batch.ts";

/** What members get of a draft that was stored; `senderOf` knows those whose messages were replied to. */
export const viewJudged = (record: EntryRecord, judged: Judged, senderOf: SenderOf): Entry =>
  viewEntry(record, namesOf(judged.waiting.draft, senderOf), repliedBy(judged));

const namesOf =
  (draft: Draft, senderOf: SenderOf): SenderOf =>
  (id) => {
    if (id === draft.sender.id) return draft.sender;
    return id === draft.subject?.id ? draft.subject : senderOf(id);
  };

const repliedBy = ({ waiting, target }: Judged): RepliedMessage | undefined => {
  if (waiting.draft.payload.event !== "message" || target === undefined) return undefined;
  const { seq, senderId } = target.message;
  return target.content === undefined
    ? { seq, senderId }
    : { seq, senderId, content: target.content };
};
