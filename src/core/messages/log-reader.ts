import type { PublishedEntry } from "../../ports/bus.ts";
import type { EntryRecord, LogStore } from "../../ports/store/log.ts";
import type { Entry } from "../../protocol/entries.ts";
import type { UserDirectory } from "../accounts/user-directory.ts";
import { type RepliedMessage, usersOf, viewEntry } from "./entry-view.ts";
import { foldContents } from "./message-fold.ts";

/** The messages that `messages` reply to, as they stand now, by seq. */
export const repliedMessages = async (
  log: LogStore,
  messages: readonly EntryRecord[],
): Promise<Map<number, RepliedMessage>> => {
  const seqs = new Set<number>();
  for (const { payload } of messages) {
    if (payload.event === "message" && payload.replyTo !== undefined) seqs.add(payload.replyTo);
  }
  const replied = new Map<number, RepliedMessage>();
  const roomId = messages[0]?.roomId;
  if (seqs.size === 0 || roomId === undefined) return replied;
  const page = await log.messagesAt(
    roomId,
    Array.from(seqs).sort((a, b) => a - b),
  );
  const contents = foldContents(page);
  for (const { seq, senderId } of page.messages) {
    const content = contents.get(seq);
    replied.set(seq, content === undefined ? { seq, senderId } : { seq, senderId, content });
  }
  return replied;
};

/** The raw log as it goes over REST and to resuming sockets. */
export class LogReader {
  readonly #log: LogStore;
  readonly #directory: UserDirectory;

  constructor(log: LogStore, directory: UserDirectory) {
    this.#log = log;
    this.#directory = directory;
  }

  /** Entries with seq > `after`, ascending, at most `limit`. */
  async entries(roomId: string, after: number, limit: number): Promise<Entry[]> {
    const records = await this.#log.entries(roomId, after, limit);
    const replied = await repliedMessages(this.#log, records);
    const users = [...usersOf(records), ...Array.from(replied.values(), (m) => m.senderId)];
    const senderOf = await this.#directory.resolve(users);
    return records.map((record) => {
      const { payload } = record;
      const reply =
        payload.event === "message" && payload.replyTo !== undefined
          ? replied.get(payload.replyTo)
          : undefined;
      return viewEntry(record, senderOf, reply);
    });
  }

  /** The same, encoded once for however many sockets. */
  async published(roomId: string, after: number, limit: number): Promise<PublishedEntry[]> {
    const entries = await this.entries(roomId, after, limit);
    return entries.map(publishEntry);
  }
}

export const publishEntry = (entry: Entry): PublishedEntry => {
  const published = { seq: entry.seq, n: entry.n, json: JSON.stringify(entry) };
  const rewrites = entry.event === "delete" || entry.event === "edit";
  return rewrites ? { ...published, rewrites: entry.target } : published;
};
