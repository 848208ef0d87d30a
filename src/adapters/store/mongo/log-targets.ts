import type { EntryRecord, TargetQuery, TargetState } from "../../../ports/store/log.ts";
import type { Connection } from "./connection.ts";
import { toEntryRecord } from "./entry-document.ts";
import type { LiveRooms } from "./live-rooms.ts";
import type { EntryDocument, EntryId, ReactionId } from "./log-documents.ts";

/** More different emoji than a message may show: enough to refuse by. */
const COUNTED_EMOJIS = 51;

const keyOf = ({ room, seq }: EntryId): string => `${room} ${seq}`;
const reactionKey = ({ room, target, user, emoji }: ReactionId): string =>
  `${room} ${target} ${user} ${emoji}`;

const reactionOf = ({ roomId, seq, reaction }: TargetQuery): ReactionId | undefined =>
  reaction === undefined
    ? undefined
    : { room: roomId, target: seq, user: reaction.userId, emoji: reaction.emoji };

/** What messages show now, for decisions about changes to them: two rounds for a whole batch. */
export class LogTargets {
  readonly #connection: Connection;
  readonly #liveRooms: LiveRooms;

  constructor(connection: Connection, liveRooms: LiveRooms) {
    this.#connection = connection;
    this.#liveRooms = liveRooms;
  }

  async states(queries: readonly TargetQuery[]): Promise<(TargetState | undefined)[]> {
    if (queries.length === 0) return [];
    const [live, messages, reactions] = await Promise.all([
      this.#liveRooms.among([...new Set(queries.map(({ roomId }) => roomId))]),
      this.#entries(queries.map(({ roomId, seq }) => ({ room: roomId, seq }))),
      this.#reactions(queries.map(reactionOf).filter((id) => id !== undefined)),
    ]);
    const others: EntryId[] = [];
    for (const { _id, edited } of messages.values()) {
      if (edited !== undefined) others.push({ room: _id.room, seq: edited });
    }
    others.push(...reactions.values());
    const more = await this.#entries(others);
    return queries.map((query) => {
      const message = messages.get(keyOf({ room: query.roomId, seq: query.seq }));
      if (message === undefined || message.event !== "message") return undefined;
      if (!live.has(query.roomId) || message.retired === true) return undefined;
      const { edited } = message;
      const edit =
        edited === undefined ? message : more.get(keyOf({ ...message._id, seq: edited }));
      const id = reactionOf(query);
      const own = id === undefined ? undefined : reactions.get(reactionKey(id));
      const reaction = own === undefined ? undefined : more.get(keyOf(own));
      return stateOf(message, edit?.content, query, reaction && toEntryRecord(reaction));
    });
  }

  async #entries(ids: readonly EntryId[]): Promise<Map<string, EntryDocument>> {
    if (ids.length === 0) return new Map();
    const { entries } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      entries.find({ _id: { $in: [...ids] } }, { ...scope, projection: { terms: 0 } }).toArray(),
    );
    return new Map(found.map((entry) => [keyOf(entry._id), entry]));
  }

  /** Which entries are users' last words, by what they are about. */
  async #reactions(ids: readonly ReactionId[]): Promise<Map<string, EntryId>> {
    if (ids.length === 0) return new Map();
    const { reactions } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      reactions.find({ _id: { $in: [...ids] } }, scope).toArray(),
    );
    return new Map(found.map(({ _id, seq }) => [reactionKey(_id), { room: _id.room, seq }]));
  }
}

const stateOf = (
  document: EntryDocument,
  content: string | undefined,
  query: TargetQuery,
  reaction: EntryRecord | undefined,
): TargetState => {
  const message = toEntryRecord(document);
  const deleted = message.erased;
  const { tallies = [] } = document;
  const emoji = query.reaction?.emoji;
  return {
    message,
    deleted,
    ...(content === undefined || deleted ? {} : { content }),
    ...(reaction === undefined ? {} : { reaction }),
    emojis: emoji === undefined ? 0 : Math.min(tallies.length, COUNTED_EMOJIS),
    emojiShown: tallies.some((tally) => tally.emoji === emoji),
  };
};
