import type { Activity } from "../../../src/adapters/store/mongo/activity.ts";
import type { Connection } from "../../../src/adapters/store/mongo/connection.ts";
import { KnownEnds } from "../../../src/adapters/store/mongo/known-ends.ts";
import { LiveRooms } from "../../../src/adapters/store/mongo/live-rooms.ts";
import { mongoLog } from "../../../src/adapters/store/mongo/log.ts";
import { LogAppender } from "../../../src/adapters/store/mongo/log-append.ts";
import { RoomHeads } from "../../../src/adapters/store/mongo/room-heads.ts";
import type { TermIndexer } from "../../../src/adapters/store/mongo/term-indexer.ts";
import type { AccountStore } from "../../../src/ports/store/accounts.ts";
import type { AttachmentStore } from "../../../src/ports/store/attachments.ts";
import type { LogStore } from "../../../src/ports/store/log.ts";
import type { ModerationStore } from "../../../src/ports/store/moderation.ts";
import type { RoomStore } from "../../../src/ports/store/rooms.ts";
import type { StatsStore } from "../../../src/ports/store/stats.ts";
import { BareStore } from "../store/bare-store.ts";
import type { SimStore, Way } from "../store/database.ts";
import { type Effect, NO_ATTACHMENTS, NO_MODERATION, NO_STATS, through } from "../store/through.ts";
import { SimConnection } from "./connection.ts";
import type { MongoDatabase } from "./database.ts";
import type { ReplicaSet } from "./replica-set.ts";

/** Only for the order of rooms to discover, which nobody looks at here. */
const NO_ACTIVITY = { note: () => {} } as unknown as Activity;

/** Nobody searches here. */
const NO_INDEXER = {
  note: () => {},
  erased: () => Promise.resolve(),
} as unknown as TermIndexer;

/** The log as the product stores it in MongoDB, over a replica set that is simulated; the rest beside it. */
export class MongoSimStore extends BareStore implements SimStore {
  readonly kind = "mongo";
  readonly accounts: AccountStore;
  readonly rooms: RoomStore;
  readonly log: LogStore;
  readonly attachments: AttachmentStore;
  readonly moderation: ModerationStore;
  readonly stats: StatsStore;
  readonly appending: SimStore["appending"];

  constructor(database: MongoDatabase, set: ReplicaSet, way: Way) {
    super();
    const simulated = new SimConnection({ ...way, set });
    // Of the driver's collections it has the methods that the log calls.
    const connection = simulated as unknown as Connection;
    const heads = new RoomHeads(connection);
    const ends = new KnownEnds();
    const appender = new LogAppender(connection, heads, ends, NO_ACTIVITY, NO_INDEXER);
    const call: Effect = (_method, effect) => simulated.administer(effect);
    this.appending = simulated.writing;
    this.log = mongoLog(connection, new LiveRooms(connection), heads, appender, ends, NO_INDEXER);
    this.accounts = through<AccountStore>(database.accounts, call);
    this.rooms = through<RoomStore>(database.rooms, call);
    this.attachments = through<AttachmentStore>(NO_ATTACHMENTS, call);
    this.moderation = through<ModerationStore>(NO_MODERATION, call);
    this.stats = through<StatsStore>(NO_STATS, call);
  }
}
