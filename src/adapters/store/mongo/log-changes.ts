import type { AnyBulkWriteOperation } from "mongodb";
import { filesOf, releaseFiles, takeFiles } from "./attachment-uses.ts";
import type { Collections, InSession } from "./connection.ts";
import { termsOf } from "./entry-document.ts";
import type {
  EntryDocument,
  EntryId,
  ReactionDocument,
  ReactionId,
  Tally,
} from "./log-documents.ts";

/** An entry that changes a message, which its transaction then changes too. */
const isChange = ({ event }: EntryDocument): boolean =>
  event === "edit" || event === "delete" || event === "reaction";

export const isDelete = ({ event }: EntryDocument): boolean => event === "delete";

/** An entry that is not all of what it changes. */
export const changesMore = (document: EntryDocument): boolean =>
  isChange(document) || document.attachments !== undefined;

/** A message while the changes of a batch are applied to it, in their order. */
interface Target {
  readonly _id: EntryId;
  erased: boolean;
  readonly attachments: EntryDocument["attachments"];
  terms: readonly string[] | undefined;
  edited: number | undefined;
  deleted: number | undefined;
  tallies: readonly Tally[];
  /** Some entry of the batch is about it. */
  changed: boolean;
}

const entryKey = ({ room, seq }: EntryId): string => `${room} ${seq}`;
const reactionKey = ({ room, target, user, emoji }: ReactionId): string =>
  `${room} ${target} ${user} ${emoji}`;
export const targetOf = ({ _id, target = 0 }: EntryDocument): EntryId => ({
  room: _id.room,
  seq: target,
});
const reactionOf = ({ _id, target = 0, sender, emoji = "" }: EntryDocument): ReactionId => ({
  room: _id.room,
  target,
  user: sender,
  emoji,
});

/**
 * Inserts the entries, makes their targets say what they change, and keeps account of who carries which file. The insert
 * is first: between the look at the end of a log and the taking of the next seq nothing may lie that takes time, or a
 * server whose rooms others write into as well waits behind them for seconds.
 */
export const applyChanges = async (
  collections: Collections,
  documents: readonly EntryDocument[],
  scope: InSession,
): Promise<void> => {
  const { entries, reactions } = collections;
  const changes = documents.filter(isChange);
  await entries.insertMany(documents, { ...scope, ordered: true });
  const targetIds = changes.map(targetOf);
  const reactionIds = changes.filter(({ event }) => event === "reaction").map(reactionOf);
  const found = await entries.find({ _id: { $in: targetIds }, event: "message" }, scope).toArray();
  const reacted =
    reactionIds.length === 0
      ? []
      : await reactions.find({ _id: { $in: reactionIds } }, scope).toArray();
  const changed = new ChangedMessages(found, reacted);
  for (const document of documents) changed.take(document);
  const updates = changed.updates();
  if (updates.length > 0) await entries.bulkWrite(updates, scope);
  await takeFiles(collections, filesOf(documents), scope);
  await releaseFiles(collections, filesOf(changed.erased()), scope);
  const words = changed.lastWords();
  if (words.length === 0) return;
  await reactions.bulkWrite(
    words.map(({ _id, ...word }) => ({
      replaceOne: { filter: { _id }, replacement: word, upsert: true },
    })),
    scope,
  );
};

class ChangedMessages {
  readonly #targets = new Map<string, Target>();
  readonly #reacted: Map<string, ReactionDocument>;
  readonly #words = new Map<string, ReactionDocument>();
  /** Edits that came after the delete: they must not bring content back. */
  readonly #lateEdits: EntryId[] = [];

  constructor(messages: readonly EntryDocument[], reacted: readonly ReactionDocument[]) {
    for (const message of messages) this.#add(message);
    this.#reacted = new Map(reacted.map((word) => [reactionKey(word._id), word]));
  }

  /** The entries of the batch, in their order. */
  take(document: EntryDocument): void {
    if (document.event === "message") this.#add(document);
    if (!isChange(document)) return;
    const target = this.#targets.get(entryKey(targetOf(document)));
    if (target === undefined) return;
    target.changed = true;
    const { seq } = document._id;
    switch (document.event) {
      case "edit":
        target.edited = seq;
        if (target.erased) this.#lateEdits.push(document._id);
        else target.terms = termsOf(document.content);
        break;
      case "delete":
        target.deleted = seq;
        target.erased = true;
        target.terms = undefined;
        break;
      default:
        this.#react(target, document);
    }
  }

  updates(): AnyBulkWriteOperation<EntryDocument>[] {
    const targets = Array.from(this.#targets.values())
      .filter(({ changed }) => changed)
      .flatMap(updatesOf);
    if (this.#lateEdits.length === 0) return targets;
    const update = { $set: { erased: true as const }, $unset: { content: 1 as const } };
    return [...targets, { updateMany: { filter: { _id: { $in: this.#lateEdits } }, update } }];
  }

  lastWords(): readonly ReactionDocument[] {
    return [...this.#words.values()];
  }

  /** Messages that say nothing any more, with what they carried. */
  erased(): readonly Target[] {
    return Array.from(this.#targets.values()).filter(({ changed, erased }) => changed && erased);
  }

  #add({ _id, erased, attachments, terms, edited, deleted, tallies = [] }: EntryDocument): void {
    this.#targets.set(entryKey(_id), {
      _id,
      erased: erased === true,
      attachments,
      terms,
      edited,
      deleted,
      tallies,
      changed: false,
    });
  }

  #react(target: Target, document: EntryDocument): void {
    const _id = reactionOf(document);
    const key = reactionKey(_id);
    const was = (this.#words.get(key) ?? this.#reacted.get(key))?.on === true;
    const on = document.on === true;
    this.#words.set(key, { _id, seq: document._id.seq, on });
    if (on !== was) target.tallies = tallied(target.tallies, _id.emoji, on ? 1 : -1);
  }
}

/** Emoji that nobody shows any more are left out; one that comes to be shown is the last. */
const tallied = (tallies: readonly Tally[], emoji: string, change: 1 | -1): Tally[] => {
  const known = tallies.some((tally) => tally.emoji === emoji);
  const all = known ? tallies : [...tallies, { emoji, count: 0 }];
  return all
    .map((tally) => (tally.emoji === emoji ? { emoji, count: tally.count + change } : tally))
    .filter(({ count }) => count > 0);
};

/** An edit or delete always changes its message, by its seq: two at once can't miss each other. */
const updatesOf = (target: Target): AnyBulkWriteOperation<EntryDocument>[] => {
  const { _id, erased, terms, edited, deleted, tallies } = target;
  const update = {
    $set: {
      ...(terms === undefined ? {} : { terms }),
      ...(edited === undefined ? {} : { edited }),
      ...(deleted === undefined ? {} : { deleted }),
      ...(erased ? { erased: true as const } : {}),
      tallies,
    },
    $unset: {
      ...(terms === undefined ? { terms: 1 as const } : {}),
      ...(erased ? { content: 1 as const, mentions: 1 as const, attachments: 1 as const } : {}),
    },
  };
  const message: AnyBulkWriteOperation<EntryDocument> = {
    updateOne: { filter: { _id }, update },
  };
  if (deleted === undefined) return [message];
  const edits: AnyBulkWriteOperation<EntryDocument> = {
    updateMany: {
      filter: { "_id.room": _id.room, event: "edit", target: _id.seq },
      update: { $set: { erased: true }, $unset: { content: 1 } },
    },
  };
  return [message, edits];
};
