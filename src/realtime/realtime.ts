import type { Authenticator } from "../core/accounts/authenticator.ts";
import type { Caller } from "../core/caller.ts";
import { LogReader } from "../core/messages/log-reader.ts";
import { Messages } from "../core/messages/messages.ts";
import type { Speech } from "../core/messages/speech.ts";
import type { Bans } from "../core/moderation/bans.ts";
import { Members } from "../core/rooms/members.ts";
import { Memberships } from "../core/rooms/memberships.ts";
import type { RoomContext } from "../core/rooms/room-context.ts";
import { Rooms } from "../core/rooms/rooms.ts";
import { LastMinute, MOST_KEYS } from "../core/stats/last-minute.ts";
import type { Meter } from "../core/stats/meter.ts";
import type { Answerers, Command, PublishedEntry } from "../ports/bus.ts";
import type { Logger } from "../ports/logger.ts";
import type { Metrics } from "../ports/metrics.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { DRAIN_PACE } from "../protocol/drain.ts";
import type { RuntimeName } from "../protocol/primitives.ts";
import type { User } from "../protocol/users.ts";
import { ConnectionList } from "./connection-list.ts";
import type { RealtimeContext } from "./context.ts";
import { Control } from "./control.ts";
import { Dispatcher } from "./dispatch.ts";
import { Drainer } from "./drain.ts";
import { Endpoint } from "./endpoint.ts";
import { Flusher } from "./flusher.ts";
import { Hub } from "./hub.ts";
import { Pager } from "./pager.ts";
import { RoomActivities } from "./room-activity.ts";
import { QUEUE_ENTRIES, Sequencer } from "./sequencer.ts";
import { Sessions } from "./sessions.ts";
import { Sweeps } from "./sweeps.ts";
import { TipCache } from "./tip-cache.ts";
import { Upkeep } from "./upkeep.ts";

export interface RealtimeDeps extends Omit<RoomContext, "log"> {
  readonly serverId: string;
  readonly runtime: RuntimeName;
  readonly speech: Pick<Speech, "check" | "isBlocked">;
  readonly authenticator: Authenticator;
  readonly bans: Bans;
  readonly limiter: RateLimiter;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly meter: Meter;
  readonly rename: (caller: Caller, displayName: string) => Promise<User>;
}

/** The realtime half of a server, wired. */
export class Realtime {
  readonly sequencer: Sequencer;
  readonly reader: LogReader;
  readonly memberships: Memberships;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly connections: ConnectionList;
  readonly endpoint: Endpoint;
  readonly control: Control;
  readonly roomContext: RoomContext;
  readonly hub: Hub;
  readonly #lately = new LastMinute();
  readonly #activities: RoomActivities;
  readonly #pager: Pager;
  readonly #upkeep: Upkeep;
  readonly #sweeps: Sweeps;
  readonly #context: RealtimeContext;
  readonly drainer: Drainer;

  constructor(deps: RealtimeDeps) {
    const { store, clock, random, logger, metrics, directory, bus, presence, serverId } = deps;
    const { meter } = deps;
    const flusher = new Flusher(clock, meter);
    const sessions = new Sessions();
    this.reader = new LogReader(store.log, directory);
    this.sequencer = new Sequencer({
      store: store.log,
      directory,
      clock,
      random,
      logger,
      serverId,
      tips: new TipCache(),
      alone: bus.kind === "local",
      publish: (roomId, entries) => {
        this.hub.deliver(roomId, entries);
        bus.publish(roomId, entries);
      },
      doubt: (roomIds) => this.hub.recheck(roomIds),
      stands: ({ roomId, seq }) => this.hub.room(roomId)?.hear({ seq }),
      flush: () => flusher.flush(),
      meter,
      messages: this.#lately,
      batchEntries: metrics.histogram(
        "crosstalk_commit_entries",
        "Entries that one commit made durable",
        [1, 2, 4, 8, 16, 32, 64, 128, 256],
      ),
      commitSeconds: metrics.histogram(
        "crosstalk_commit_seconds",
        "Time of one commit until durable",
        [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1],
      ),
    });
    this.#pager = new Pager(this.reader, clock, logger);
    this.hub = new Hub({
      log: store.log,
      reader: this.reader,
      bus,
      presence,
      clock,
      logger,
      flusher,
      pager: this.#pager,
      meter,
      delivered: metrics.counter(
        "crosstalk_messages_out_total",
        "Entries written to sockets (entries × sockets)",
      ),
      fanOut: metrics.histogram(
        "crosstalk_fan_out_sockets",
        "Live sockets that one frame of a room went to",
        [1, 2, 5, 10, 50, 100, 500, 1_000, 5_000],
      ),
    });
    const { hub } = this;
    const { runtime } = deps;
    this.#activities = new RoomActivities({
      serverId,
      runtime,
      hub,
      clock,
      messages: this.#lately,
    });
    this.roomContext = { ...deps, log: this.sequencer };
    this.memberships = new Memberships(this.roomContext);
    this.rooms = new Rooms(this.roomContext, this.memberships);
    this.members = new Members(this.roomContext, this.memberships);
    this.messages = new Messages(store);
    this.#context = {
      ...deps,
      log: this.sequencer,
      hub: this.hub,
      sessions,
      rooms: this.rooms,
      members: this.members,
      messages: this.messages,
      received: metrics.counter("crosstalk_messages_in_total", "Frames received from sockets"),
      refused: metrics.counter(
        "crosstalk_actions_refused_total",
        "Actions answered with an error, by code",
        "code",
      ),
    };
    this.#upkeep = new Upkeep(sessions, clock);
    this.connections = new ConnectionList(sessions, { serverId, runtime, bus });
    this.control = new Control(this.#context, deps.bans);
    this.#sweeps = new Sweeps({
      context: this.#context,
      metrics,
      bans: deps.bans,
      control: this.control,
    });
    this.endpoint = new Endpoint({
      context: this.#context,
      dispatcher: new Dispatcher(this.#context),
      flusher,
      upkeep: this.#upkeep,
    });
    this.drainer = new Drainer({
      sessions,
      sequencer: this.sequencer,
      clock,
      random,
      bus,
      closed: (isClosed) => {
        this.endpoint.close(isClosed);
        if (isClosed) presence.drain();
        else presence.stay();
      },
    });
    this.#showGauges(metrics);
  }

  start(): void {
    const { presence } = this.#context;
    this.hub.start();
    this.#upkeep.start();
    this.#sweeps.start();
    presence.onChange(({ roomId, online, joined, left }) => {
      const change = { room_id: roomId, online, joined: [...joined], left: [...left] };
      this.control.signal({ to: "room", roomId, event: { event: "presence", ...change } });
    });
  }

  /** For those who ask how this server does. */
  counts(): {
    readonly connections: number;
    readonly rooms: number;
    readonly messages_in_total: number;
    readonly messages_out_total: number;
  } {
    const { sessions, received } = this.#context;
    return {
      connections: sessions.size,
      rooms: this.hub.rooms,
      messages_in_total: received.value(),
      messages_out_total: this.hub.deliveries,
    };
  }

  /** What waits. */
  queues(): {
    readonly append_queue: number;
    readonly paging_sockets: number;
    readonly stalled_sockets: number;
  } {
    return {
      append_queue: this.sequencer.waiting,
      paging_sockets: this.#pager.behind,
      stalled_sockets: this.#upkeep.stalled,
    };
  }

  /** Entries that another server appended. */
  received(roomId: string, entries: readonly PublishedEntry[]): void {
    const { meter, clock } = this.#context;
    meter.busReceived(roomId, clock);
    this.sequencer.learn(roomId, entries);
    this.hub.deliver(roomId, entries);
  }

  /** The bus was away, and is back. */
  resubscribed(): void {
    // Renames were not heard of meanwhile: what was read since may show a former name.
    for (const { ring } of this.#context.hub.liveRooms()) ring.clear();
    this.#sweeps.run();
  }

  /** What this server answers of its connections, to itself and to others. */
  readonly answerers: Omit<Answerers, "enforcements"> = {
    connections: ({ filter }) => this.connections.here(filter),
    census: ({ range }) => this.connections.census(range),
    room_activity: ({ roomIds }) => this.#activities.here(roomIds),
    reach: ({ audience }) => this.control.reach(audience),
    drain: ({ serverId }) => (serverId === this.#context.serverId ? this.drainer.progress() : null),
    arrivals: ({ sessionIds, since }) => this.connections.arrivals(sessionIds, since),
  };

  /** Whether it was told to drain, or to end that. */
  steered(command: Command): boolean {
    if (!("serverId" in command) || command.serverId !== this.#context.serverId) return false;
    // Servers of an earlier version don't say how fast.
    if (command.type === "drain")
      void this.drainer.begin(command.clientsPerS ?? DRAIN_PACE.default);
    else this.drainer.abort();
    return true;
  }

  /** Whether everybody is sent away, or was. */
  get draining(): boolean {
    return this.drainer.draining;
  }

  /**
   * Nobody is let in any more, and everybody is sent away; resolves when all that was accepted is stored.
   * Can be repeated: an admin drains a server, and then it is stopped.
   */
  async drain(): Promise<void> {
    await this.drainer.begin(Number.POSITIVE_INFINITY);
    // Over REST more may have come since.
    await this.drainer.settle();
  }

  /** Retention removed the beginning of logs: cursors before it can't be continued from. */
  async floorsRaised(): Promise<void> {
    this.sequencer.forgetTips();
    for (const room of Array.from(this.hub.liveRooms())) {
      const tip = await this.sequencer.tip(room.id);
      if (tip !== undefined) room.raise(tip.floor);
    }
  }

  #showGauges(metrics: Metrics): void {
    const { sessions, directory } = this.#context;
    metrics.gauge("crosstalk_connections", "Open sockets", () => sessions.size);
    metrics.gauge("crosstalk_users_online", "Users with a socket here", () => sessions.users);
    metrics.gauge("crosstalk_live_rooms", "Rooms with sockets here", () => this.hub.rooms);
    metrics.gauges("crosstalk_queue_depth", "What waits, by queue", "queue", () => ({
      append: this.sequencer.waiting,
      paging: this.#pager.behind,
      stalled_sockets: this.#upkeep.stalled,
      known_tips: this.sequencer.knownTips,
      recent_removals: this.sequencer.recentRemovals,
      known_names: directory.size,
      known_peers: this.endpoint.knownPeers,
      rooms_lately: this.#lately.size,
    }));
    metrics.gauges("crosstalk_queue_cap", "The most that may wait, by queue", "queue", () => ({
      append: QUEUE_ENTRIES,
      rooms_lately: MOST_KEYS,
    }));
  }
}
