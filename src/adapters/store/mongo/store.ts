import type { Blobs } from "../../../ports/blobs.ts";
import type { Logger } from "../../../ports/logger.ts";
import type { AccountStore } from "../../../ports/store/accounts.ts";
import type { AttachmentStore } from "../../../ports/store/attachments.ts";
import type { AuditStore } from "../../../ports/store/audit.ts";
import type { LogStore } from "../../../ports/store/log.ts";
import type { ModerationStore } from "../../../ports/store/moderation.ts";
import type { RoomStore } from "../../../ports/store/rooms.ts";
import type { StatsStore } from "../../../ports/store/stats.ts";
import {
  type Store,
  type StoreHealth,
  StoreUnavailable,
  type StoreUnusable,
} from "../../../ports/store/store.ts";
import { Activity } from "./activity.ts";
import { mongoAdmins } from "./admins.ts";
import { mongoAttachments } from "./attachments.ts";
import { mongoAudit } from "./audit.ts";
import { Contact } from "./contact.ts";
import { mongoContacts, mongoResetCodes } from "./contacts.ts";
import { GridFsBlobs } from "./gridfs-blobs.ts";
import { mongoInvites } from "./invites.ts";
import { mongoJoining } from "./joining.ts";
import { KnownEnds } from "./known-ends.ts";
import { LiveRooms } from "./live-rooms.ts";
import { mongoLog } from "./log.ts";
import { LogAppender } from "./log-append.ts";
import { mongoMembers } from "./members.ts";
import { mongoMembershipViews } from "./membership-views.ts";
import type { Migration } from "./migrations/migration.ts";
import { MIGRATIONS } from "./migrations/migrations.ts";
import { mongoModeration } from "./moderation.ts";
import { ReadMarks } from "./read-marks.ts";
import { RoomHeads } from "./room-heads.ts";
import { RoomRemoval } from "./room-removal.ts";
import { RoomSweeper } from "./room-sweeper.ts";
import { mongoRooms } from "./rooms.ts";
import { mongoSessions } from "./sessions.ts";
import { mongoStats } from "./stats.ts";
import { TermIndexer } from "./term-indexer.ts";
import { Turns } from "./turns.ts";
import { mongoUsers } from "./users.ts";

export interface MongoStoreOptions {
  readonly url: string;
  readonly dbName: string;
  /** Says in the database who migrates it. */
  readonly serverId?: string;
  readonly logger?: Logger;
  /** Later than at opening, the database turned out to be one that can't be used as it is. */
  readonly onUnusable?: (error: StoreUnusable) => void;
  /** For tests: those of another version. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the database. Rejects with StoreUnusable where it can't be used as it is: wrong credentials, a
 * standalone, a newer schema. One that is out of reach is opened all the same, refuses everything with
 * StoreUnavailable, says so in `health()`, and is tried again until it is there.
 */
export const openMongoStore = async (options: MongoStoreOptions): Promise<MongoStore> => {
  const { url, dbName, serverId, logger, onUnusable, migrations } = options;
  const contact = new Contact({
    url,
    dbName,
    migrations: migrations ?? MIGRATIONS,
    // Two servers may have been given one id.
    owner: `${serverId ?? "server"} ${crypto.randomUUID()}`,
    logger,
    onUnusable: onUnusable ?? (() => undefined),
  });
  try {
    await contact.begin();
  } catch (error) {
    await contact.close();
    throw error;
  }
  return new MongoStore(contact, logger);
};

export class MongoStore implements Store {
  readonly kind = "mongo";
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly log: LogStore;
  readonly attachments: AttachmentStore;
  readonly moderation: ModerationStore;
  readonly stats: StatsStore;
  readonly migration = MIGRATIONS.length;
  readonly audit: AuditStore;
  /** Over the same connections. */
  readonly blobs: Blobs;
  readonly #contact: Contact;
  readonly #activity: Activity;
  readonly #sweeper: RoomSweeper;
  readonly #ends = new KnownEnds();
  readonly #turns = new Turns();
  readonly #indexer: TermIndexer;
  readonly #appender: LogAppender;
  #closing: Promise<void> | undefined;

  constructor(contact: Contact, logger: Logger | undefined) {
    const { connection } = contact;
    const liveRooms = new LiveRooms(connection);
    const heads = new RoomHeads(connection);
    const marks = new ReadMarks(connection);
    this.#contact = contact;
    this.#activity = new Activity(connection, logger);
    this.#sweeper = new RoomSweeper(new RoomRemoval(connection), logger);
    this.#indexer = new TermIndexer(connection, logger);
    this.#appender = new LogAppender(connection, heads, this.#ends, this.#activity, this.#indexer);
    this.accounts = {
      ...mongoUsers(connection),
      ...mongoAdmins(connection),
      ...mongoSessions(connection),
      ...mongoResetCodes(connection),
      ...mongoContacts(connection),
    };
    this.rooms = {
      ...mongoRooms(connection, heads, this.#ends, this.#activity, this.#sweeper),
      ...mongoJoining(connection, this.#turns),
      ...mongoMembers(connection, liveRooms, heads, marks),
      ...mongoMembershipViews(connection, heads, marks),
      ...mongoInvites(connection, liveRooms),
    };
    this.log = mongoLog(connection, liveRooms, heads, this.#appender, this.#ends, this.#indexer);
    this.attachments = mongoAttachments(connection, liveRooms);
    this.moderation = mongoModeration(connection);
    this.stats = mongoStats(connection);
    this.audit = mongoAudit(connection, this.#turns);
    this.blobs = new GridFsBlobs(connection);
    contact.whenEstablished(() => {
      this.#sweeper.start();
      this.#indexer.start();
    });
  }

  health(): StoreHealth {
    return this.#contact.health();
  }

  async delayMs(): Promise<number> {
    const { connection } = this.#contact;
    const askedAt = performance.now();
    await connection.run((scope) => connection.db.command({ ping: 1 }, scope));
    return performance.now() - askedAt;
  }

  gauges(): Readonly<Record<string, number>> {
    return {
      ...this.#contact.connection.gauges(),
      mongo_append_conflicts: this.#appender.conflicts,
      mongo_known_ends: this.#ends.size,
      mongo_activity_waiting: this.#activity.waiting,
      mongo_rooms_to_index: this.#indexer.waiting,
      mongo_rooms_in_turn: this.#turns.size,
    };
  }

  async backup(): Promise<void> {
    throw new StoreUnavailable("MongoDB is backed up by its own tools: mongodump --oplog.");
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#sweeper.stop();
    await this.#indexer.stop();
    await this.#activity.flush().catch(() => undefined);
    await this.#contact.close();
  }
}
