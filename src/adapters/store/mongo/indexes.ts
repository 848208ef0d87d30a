import { type CreateIndexesOptions, MongoServerError } from "mongodb";
import { StoreUnusable } from "../../../ports/store/store.ts";
import type { Collections, Connection, InSession } from "./connection.ts";
import { MONGO } from "./mongo-error.ts";

interface Index extends Pick<CreateIndexesOptions, "unique" | "expireAfterSeconds"> {
  /** Ends in the index's own version: another definition is another name. */
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
}

const DAY_SECONDS = 86_400;
const exists = (field: string) => ({ partialFilterExpression: { [field]: { $exists: true } } });

/**
 * All that is looked up by, next to the `_id`s. Those of `entries` are what an append costs: each is paid
 * by every message, but those of files, edits, mentions and ends, which have few entries. TTL indexes are a net
 * below what the servers remove themselves, and wait a day, as clocks differ.
 */
const INDEXES: Readonly<Record<keyof Collections, readonly Index[]>> = {
  users: [
    { name: "username_1", key: { username: 1 }, unique: true, ...exists("username") },
    { name: "number_1", key: { number: 1 }, unique: true, ...exists("number") },
    { name: "names_1", key: { names: 1 }, ...exists("names") },
    {
      name: "creation_1",
      key: { createdAt: -1, _id: -1 },
      partialFilterExpression: { deleted: false },
    },
    {
      name: "folded_name_1",
      key: { foldedName: 1, _id: 1 },
      partialFilterExpression: { deleted: false },
    },
    {
      name: "last_seen_1",
      key: { lastSeenAt: -1, _id: -1 },
      partialFilterExpression: { deleted: false },
    },
    {
      name: "idle_guests_1",
      key: { lastSeenAt: 1 },
      partialFilterExpression: { kind: "guest", deleted: false },
    },
    { name: "leaving_1", key: { leaving: 1 }, ...exists("leaving") },
    { name: "admins_1", key: { role: 1 }, partialFilterExpression: { role: "admin" } },
  ],
  sessions: [
    { name: "user_1", key: { user: 1 } },
    { name: "address_1", key: { address: 1, lastUsedAt: -1 } },
    { name: "expiry_1", key: { expiresAt: 1 }, expireAfterSeconds: DAY_SECONDS },
  ],
  reset_codes: [{ name: "expiry_1", key: { expiresAt: 1 }, expireAfterSeconds: DAY_SECONDS }],
  totp: [],
  blocks: [
    { name: "user_1", key: { "_id.user": 1 } },
    { name: "blocked_1", key: { "_id.blocked": 1 } },
  ],
  rooms: [
    { name: "name_1", key: { nameKey: 1 }, unique: true, ...exists("nameKey") },
    { name: "pair_1", key: { pairKey: 1 }, unique: true, ...exists("pairKey") },
    { name: "activity_1", key: { activeAt: -1, _id: -1 }, ...exists("nameKey") },
    { name: "ephemeral_1", key: { kind: 1 }, partialFilterExpression: { kind: "ephemeral" } },
    { name: "retention_1", key: { floorAt: 1 } },
    { name: "removed_1", key: { removed: 1 }, ...exists("removed") },
    { name: "purge_1", key: { purgeAt: 1 }, expireAfterSeconds: 0, ...exists("purgeAt") },
  ],
  members: [
    { name: "user_1", key: { "_id.user": 1, "_id.room": 1 } },
    { name: "joining_1", key: { "_id.room": 1, joinedAt: 1, "_id.user": 1 } },
  ],
  invites: [
    { name: "room_1", key: { room: 1, createdAt: -1, _id: -1 } },
    // For as long as an invite may live they say that they are gone.
    { name: "expiry_1", key: { expiresAt: 1 }, expireAfterSeconds: 30 * DAY_SECONDS },
  ],
  bans: [
    { name: "creation_1", key: { createdAt: -1, _id: -1 } },
    { name: "user_1", key: { userId: 1, createdAt: -1 } },
    { name: "expiry_1", key: { expiresAt: 1 }, expireAfterSeconds: DAY_SECONDS },
  ],
  reports: [
    { name: "once_1", key: { reporterId: 1, roomId: 1, seq: 1 }, unique: true },
    { name: "creation_1", key: { createdAt: -1, _id: -1 } },
    { name: "status_1", key: { status: 1, createdAt: -1, _id: -1 } },
    { name: "message_1", key: { roomId: 1, seq: 1 } },
    { name: "author_1", key: { authorId: 1, createdAt: -1 } },
  ],
  room_rules: [],
  limit_traffic: [{ name: "time_1", key: { "_id.at": 1, "_id.server": 1 } }],
  announcements: [
    { name: "creation_1", key: { createdAt: -1, _id: -1 } },
    { name: "end_1", key: { endsAt: 1 } },
    { name: "user_1", key: { "audience.user_id": 1, endsAt: 1 } },
  ],
  audit: [
    { name: "id_1", key: { id: 1 }, unique: true },
    { name: "time_1", key: { at: 1, _id: 1 } },
    { name: "actor_1", key: { actor: 1, _id: 1 } },
    { name: "action_1", key: { action: 1, _id: 1 } },
    { name: "target_1", key: { targets: 1, _id: 1 } },
  ],
  audit_begun: [{ name: "time_1", key: { at: 1, _id: 1 } }],
  entries: [
    // The cid leads: those that ascend in time (UUIDv7) then go to one end of the index.
    { name: "cid_1", key: { cid: 1, sender: 1, "_id.room": 1 }, unique: true },
    {
      name: "messages_1",
      key: { "_id.room": 1, "_id.seq": 1, sender: 1 },
      partialFilterExpression: { event: "message" },
    },
    { name: "files_1", key: { "_id.room": 1, "_id.seq": 1 }, ...exists("attachments") },
    // Those of all others are in chunks, where a word is paid for once and not with every message.
    { name: "edited_terms_1", key: { "_id.room": 1, terms: 1 }, ...exists("edited") },
    {
      name: "edits_1",
      key: { "_id.room": 1, target: 1 },
      partialFilterExpression: { event: "edit" },
    },
    {
      name: "mentions_1",
      key: { mentions: 1, "_id.room": 1, "_id.seq": 1 },
      ...exists("mentions"),
    },
    {
      name: "attachments_1",
      key: { "attachments.id": 1, "_id.room": 1 },
      ...exists("attachments"),
    },
    { name: "purge_1", key: { purgeAt: 1 }, expireAfterSeconds: 0, ...exists("purgeAt") },
  ],
  reactions: [],
  term_chunks: [
    { name: "terms_1", key: { "_id.room": 1, terms: 1 } },
    { name: "stale_1", key: { stale: 1 }, ...exists("stale") },
  ],
  attachments: [
    { name: "owner_1", key: { owner: 1, state: 1, size: 1 } },
    { name: "unused_1", key: { state: 1, createdAt: 1 } },
  ],
  // As the driver's bucket names them, should one be opened on it.
  "uploads.files": [{ name: "filename_1_uploadDate_1", key: { filename: 1, uploadDate: 1 } }],
  "uploads.chunks": [{ name: "files_id_1_n_1", key: { files_id: 1, n: 1 }, unique: true }],
  stats_points: [{ name: "expiry_1", key: { when: 1 }, expireAfterSeconds: 2 * DAY_SECONDS }],
  stats_events: [
    { name: "time_1", key: { at: 1, _id: 1 } },
    { name: "expiry_1", key: { when: 1 }, expireAfterSeconds: 2 * DAY_SECONDS },
  ],
  meta: [],
};

/**
 * Makes the collections and indexes that are missing, and holds those that are there against what they should
 * be. Many servers may do so at once.
 */
export const ensureIndexes = async (connection: Connection, scope: InSession): Promise<void> => {
  for (const [name, indexes] of Object.entries(INDEXES)) {
    await createCollection(connection, name, scope);
    if (indexes.length === 0) continue;
    try {
      const specs = indexes.map((index) => ({ ...index }));
      await connection.db.collection(name).createIndexes(specs, scope);
    } catch (error) {
      if (!isOtherDefinition(error)) throw error;
      throw new StoreUnusable(
        `An index of the collection ${name} is not as this version made it (${error.message}): drop that index, and start again.`,
        { cause: error },
      );
    }
  }
};

const createCollection = async (
  connection: Connection,
  name: string,
  scope: InSession,
): Promise<void> => {
  try {
    await connection.db.createCollection(name, scope);
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === MONGO.namespaceExists)) throw error;
  }
};

const isOtherDefinition = (error: unknown): error is MongoServerError =>
  error instanceof MongoServerError &&
  (error.code === MONGO.indexOptionsConflict || error.code === MONGO.indexKeySpecsConflict);
