import type { HistoryPage, HistoryQuery, LogStore, RoomTip } from "../../ports/store/log.ts";
import type { Entry, Message, SearchHit } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Mark } from "../../protocol/primitives.ts";
import { searchTerms } from "../../protocol/search-terms.ts";
import type { Sender } from "../../protocol/users.ts";
import type { UserDirectory } from "../accounts/user-directory.ts";
import { type LogReader, repliedMessages } from "./log-reader.ts";
import { foldMessages } from "./message-fold.ts";
import type { RoomLog } from "./room-log.ts";
import { snippetOf } from "./snippet.ts";

export interface HistoryRequest {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly around?: number | undefined;
  readonly limit: number;
}

export interface SearchRequest {
  /** Left out: whatever the filters let through. */
  readonly q?: string | undefined;
  /** Rooms the caller may read, already narrowed to the one asked for. */
  readonly roomIds: readonly string[];
  readonly from?: string | undefined;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly has?: "file" | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Of a page, while its room goes on. */
const READS = 4;
/** While its own messages are reacted to. */
const MOST_READS = 32;

/** What was appended later is left out. */
const upTo = (page: HistoryPage, seq: number): HistoryPage => {
  const messages = page.messages.filter((message) => message.seq <= seq);
  return messages.length === page.messages.length ? page : { ...page, messages, hasAfter: false };
};

const toMark = ({ seq, n }: Mark): Mark => ({ seq, n });

/** Whether a cursor can be continued from, or its holder must start over (PROTOCOL §3, entries). */
export const mustReset = (cursor: number, tip: RoomTip): boolean =>
  cursor < tip.floor - 1 || cursor > tip.seq;

/** Reading what was said. Callers have been authorized to read the room. */
export class History {
  readonly #store: LogStore;
  readonly #log: RoomLog;
  readonly #reader: LogReader;
  readonly #directory: UserDirectory;

  constructor(store: LogStore, log: RoomLog, reader: LogReader, directory: UserDirectory) {
    this.#store = store;
    this.#log = log;
    this.#reader = reader;
    this.#directory = directory;
  }

  async messages(
    roomId: string,
    viewerId: string,
    request: HistoryRequest,
  ): Promise<{ messages: Message[]; tip: Mark; has_before: boolean; has_after: boolean }> {
    const { before, after, around, limit } = request;
    const { page, tip } = await this.#asOfTip({
      roomId,
      limit,
      viewerId,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(around === undefined ? {} : { around }),
    });
    return {
      messages: await this.#fold(page),
      tip: toMark(tip),
      has_before: page.hasBefore,
      has_after: page.hasAfter,
    };
  }

  async entries(
    roomId: string,
    after: number,
    limit: number,
  ): Promise<{ entries: Entry[]; tip: Mark } | { reset: true; tip: Mark }> {
    const tip = await this.#tip(roomId);
    if (mustReset(after, tip)) return { reset: true, tip: toMark(tip) };
    const entries = await this.#reader.entries(roomId, after, limit);
    // Retention may pass the cursor between the two reads.
    const isNext = entries[0] === undefined ? after >= tip.seq : entries[0].seq === after + 1;
    const now = toMark(await this.#tip(roomId));
    return isNext ? { entries, tip: now } : { reset: true, tip: now };
  }

  /** Who reacts to a message with that emoji. */
  async reactors(
    roomId: string,
    request: { readonly seq: number; readonly emoji: string; readonly limit: number },
  ): Promise<{ users: Sender[] }> {
    const { seq, emoji, limit } = request;
    const page = await this.#store.messagesAt(roomId, [seq]);
    const [message] = page.messages;
    if (message === undefined) throw new ProtocolError("not_found", "No such message.");
    if (message.erased) return { users: [] };
    const ids = await this.#store.reactors(roomId, seq, emoji, limit);
    const senderOf = await this.#directory.resolve(ids);
    return { users: ids.map(senderOf) };
  }

  async search(
    viewerId: string,
    request: SearchRequest,
  ): Promise<{ hits: SearchHit[]; next_cursor?: string }> {
    const { q, from, before, after, has } = request;
    const terms = Array.from(new Set(searchTerms(q ?? "")));
    // What is asked for but has no word in it, such as "?!", is nowhere.
    if ((q !== undefined && terms.length === 0) || request.roomIds.length === 0)
      return { hits: [] };
    const answer = await this.#store.search({
      terms,
      roomIds: request.roomIds,
      limit: request.limit,
      ...(from === undefined ? {} : { senderId: from }),
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
      ...(has === undefined ? {} : { withFiles: true }),
      ...(request.cursor === undefined ? {} : { cursor: request.cursor }),
    });
    const messages = await this.#messagesOf(answer.hits, viewerId);
    const hits: SearchHit[] = [];
    for (const { roomId, seq } of answer.hits) {
      const message = messages.get(`${roomId} ${seq}`);
      if (message?.content === undefined) continue;
      hits.push({ message, room_id: roomId, ...snippetOf(message.content, terms) });
    }
    return answer.nextCursor === undefined ? { hits } : { hits, next_cursor: answer.nextCursor };
  }

  async #messagesOf(
    hits: readonly { readonly roomId: string; readonly seq: number }[],
    viewerId: string,
  ): Promise<Map<string, Message>> {
    const seqsByRoom = new Map<string, number[]>();
    for (const { roomId, seq } of hits) {
      seqsByRoom.set(roomId, [...(seqsByRoom.get(roomId) ?? []), seq]);
    }
    const messages = new Map<string, Message>();
    for (const [roomId, seqs] of seqsByRoom) {
      const page = await this.#store.messagesAt(
        roomId,
        seqs.sort((a, b) => a - b),
        viewerId,
      );
      for (const message of await this.#fold(page)) {
        messages.set(`${roomId} ${message.seq}`, message);
      }
    }
    return messages;
  }

  async #fold(page: HistoryPage): Promise<Message[]> {
    const replied = await repliedMessages(this.#store, page.messages);
    const users = [...page.messages, ...replied.values()].map((message) => message.senderId);
    const senderOf = await this.#directory.resolve(users);
    return foldMessages(page, { senderOf, replied });
  }

  /**
   * A page that says what its tip says: whoever holds both goes on from the tip, and would never see what came between
   * the two reads. Where something did, both are read anew; in a room where something always does, the page ends at
   * the tip that was read before it. What comes then again says the same again, an edit or a delete; but a reaction
   * would be counted twice, so that such a page is no answer.
   */
  async #asOfTip(query: HistoryQuery): Promise<{ page: HistoryPage; tip: RoomTip }> {
    let tip = await this.#tip(query.roomId);
    for (let reads = 1; ; reads += 1) {
      const page = await this.#store.history(query);
      const now = await this.#tip(query.roomId);
      if (now.seq === tip.seq) return { page, tip: now };
      if (reads >= READS) {
        const ended = upTo(page, tip.seq);
        if (reads === MOST_READS || !(await this.#reacted(ended, query.roomId, tip, now))) {
          return { page: ended, tip };
        }
      }
      tip = now;
    }
  }

  /** Whether a message of the page was reacted to from one tip to the next. */
  async #reacted(page: HistoryPage, roomId: string, from: RoomTip, to: RoomTip): Promise<boolean> {
    const seqs = new Set(page.messages.map(({ seq }) => seq));
    const came = await this.#store.entries(roomId, from.seq, to.seq - from.seq);
    return came.some(({ payload }) => payload.event === "reaction" && seqs.has(payload.target));
  }

  async #tip(roomId: string): Promise<RoomTip> {
    const tip = await this.#log.tip(roomId);
    if (tip === undefined) throw new ProtocolError("not_found", "No such room.");
    return tip;
  }
}
