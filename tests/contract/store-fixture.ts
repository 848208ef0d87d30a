import { deepEqual } from "node:assert/strict";
import type { SessionRecord, UserRecord } from "../../src/ports/store/accounts.ts";
import type {
  EntryPayload,
  EntryRecord,
  SearchAnswer,
  SearchQuery,
} from "../../src/ports/store/log.ts";
import type { MembershipRecord, RoomRecord } from "../../src/ports/store/rooms.ts";
import { type Store, StoreUnavailable } from "../../src/ports/store/store.ts";
import type { Attachment } from "../../src/protocol/entries.ts";
import { until } from "../harness/wait.ts";

/** Some day in 2099, so that no database by its own clock finds anything over; cases count from it. */
export const T0 = 4_090_000_000_000;

export const account = (id: string, other: Partial<UserRecord> = {}): UserRecord => ({
  id,
  kind: "member",
  username: id,
  displayName: id,
  role: "user",
  passwordHash: "$argon2id$…",
  disabled: false,
  deleted: false,
  createdAt: T0,
  lastSeenAt: T0,
  ...other,
});

export const guest = (id: string, number: number, other: Partial<UserRecord> = {}): UserRecord => ({
  id,
  kind: "guest",
  displayName: id,
  number,
  role: "user",
  disabled: false,
  deleted: false,
  createdAt: T0,
  lastSeenAt: T0,
  ...other,
});

export const session = (
  id: string,
  userId: string,
  other: Partial<SessionRecord> = {},
): SessionRecord => ({
  id,
  userId,
  audience: "chat",
  generation: 1,
  rotatedAt: T0,
  createdAt: T0,
  lastUsedAt: T0,
  expiresAt: T0 + 1_000_000,
  ip: "192.0.2.1",
  userAgent: "test",
  ...other,
});

export const member = (
  roomId: string,
  userId: string,
  other: Partial<MembershipRecord> = {},
): MembershipRecord => ({
  roomId,
  userId,
  role: "member",
  joinedAt: T0,
  muted: false,
  pinned: false,
  read: { seq: 0, n: 0 },
  ...other,
});

/** What a message carries of a file. */
export const carried = (id: string): Attachment => ({
  id,
  name: `${id}.txt`,
  size: 7,
  mime: "text/plain",
});

export const room = (
  id: string,
  other: Partial<RoomRecord> = {},
): Omit<RoomRecord, "members" | "activeAt"> => ({
  id,
  name: id,
  kind: "public",
  createdBy: "anna",
  createdAt: T0,
  ...other,
});

/** Makes users by these ids, and a room `room` with all of them, the first as its owner. */
export const makeRoom = async (
  store: Store,
  id: string,
  userIds: readonly string[],
  other: Partial<RoomRecord> = {},
): Promise<RoomLog> => {
  for (const userId of userIds) await store.accounts.createUser(account(userId));
  const members = userIds.map((userId, place) =>
    member(id, userId, { role: place === 0 ? "owner" : "member", joinedAt: T0 + place }),
  );
  deepEqual(await store.rooms.createRoom(room(id, other), members), "created");
  return new RoomLog(store, id);
};

/** Builds the entries of one room in order, as its sequencer would. */
export class RoomLog {
  readonly roomId: string;
  readonly #store: Store;
  seq = 0;
  n = 0;

  constructor(store: Store, roomId: string) {
    this.#store = store;
    this.roomId = roomId;
  }

  /** The next entry, not appended yet. */
  next(senderId: string, payload: EntryPayload, other: Partial<EntryRecord> = {}): EntryRecord {
    this.seq += 1;
    if (payload.event === "message") this.n += 1;
    const { seq, n, roomId } = this;
    return {
      roomId,
      seq,
      n,
      id: `${roomId}-${seq}`,
      cid: `cid-${roomId}-${seq}`,
      senderId,
      at: T0 + seq,
      serverId: "server-1",
      erased: false,
      payload,
      ...other,
    };
  }

  message(senderId: string, content: string, other: Partial<EntryRecord> = {}): EntryRecord {
    return this.next(senderId, { event: "message", content }, other);
  }

  /** Appends what may be appended, all of it. */
  async append(...batch: readonly EntryRecord[]): Promise<void> {
    deepEqual(await this.#store.log.append(batch), { status: "stored" });
  }

  async say(senderId: string, ...contents: readonly string[]): Promise<void> {
    await this.append(...contents.map((content) => this.message(senderId, content)));
  }

  async add(senderId: string, payload: EntryPayload): Promise<EntryRecord> {
    const record = this.next(senderId, payload);
    await this.append(record);
    return record;
  }
}

export const seqsOf = (records: readonly { readonly seq: number }[]): number[] =>
  records.map((record) => record.seq);

/** Asks again while the index is behind, as it may be on a busy machine. */
export const search = (store: Store, query: SearchQuery): Promise<SearchAnswer> =>
  until("the index has caught up", async () => {
    try {
      return await store.log.search(query);
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  });
