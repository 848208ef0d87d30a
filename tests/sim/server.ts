import { LocalPresence } from "../../src/adapters/presence/local-presence.ts";
import { noRateLimiter } from "../../src/adapters/ratelimit/no-rate-limiter.ts";
import { AccessTokens } from "../../src/core/accounts/access-tokens.ts";
import { Authenticator } from "../../src/core/accounts/authenticator.ts";
import { TokenRefused } from "../../src/core/accounts/token-refused.ts";
import { UserDirectory } from "../../src/core/accounts/user-directory.ts";
import { viewUser } from "../../src/core/accounts/user-view.ts";
import type { Caller } from "../../src/core/caller.ts";
import { History } from "../../src/core/messages/history.ts";
import { Retention } from "../../src/core/messages/retention.ts";
import { Bans } from "../../src/core/moderation/bans.ts";
import { EphemeralRooms } from "../../src/core/rooms/ephemeral-rooms.ts";
import { RoomViews } from "../../src/core/rooms/room-view.ts";
import { Meter } from "../../src/core/stats/meter.ts";
import type { Answerers } from "../../src/ports/bus.ts";
import type { Logger } from "../../src/ports/logger.ts";
import type { Metrics } from "../../src/ports/metrics.ts";
import type { Socket, SocketHandlers } from "../../src/ports/socket.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { Realtime } from "../../src/realtime/realtime.ts";
import { type Backbone, SimBus } from "./bus.ts";
import { type Chance, simRandom } from "./chance.ts";
import type { Coverage } from "./coverage.ts";
import type { Listener } from "./network.ts";
import { type Machine, type Scheduler, SimClock } from "./scheduler.ts";
import type { Database, SimStore } from "./store/database.ts";
import type { StoreWeather } from "./store/weather.ts";
import { readToken } from "./tokens.ts";
import type { Witness } from "./witness.ts";

/** Signatures are made on another thread, which no scheduler sees; who holds a token is all that matters here. */
class PlainTokens extends AccessTokens {
  constructor() {
    super({} as ConstructorParameters<typeof AccessTokens>[0]);
  }

  override async verify(token: string, _audience: "chat" | "admin", now: number) {
    const claims = readToken(token);
    if (claims === undefined) throw new TokenRefused("invalid");
    if (claims.expiresAt <= now) throw new TokenRefused("expired");
    return claims;
  }
}

export interface ServerDeps {
  readonly name: string;
  readonly database: Database;
  readonly scheduler: Scheduler;
  readonly chance: Chance;
  readonly weather: StoreWeather;
  readonly coverage: Coverage;
  readonly backbone: Backbone;
  /** Presence is of one server here, and the end of ephemeral rooms hangs on it. */
  readonly alone: boolean;
  /** Told what a server should never have to log. */
  readonly witness: Witness;
}

/** One life of a server: all that it knows dies with it, and what it stored does not. */
export class SimServer implements Listener {
  readonly machine: Machine = { alive: true };
  readonly realtime: Realtime;
  readonly history: History;
  readonly #gauges = new Map<string, () => Readonly<Record<string, number>>>();
  readonly #store: SimStore;
  readonly #deps: ServerDeps;
  readonly #retention: Retention;
  readonly #start: () => Promise<void>;
  #accepting = false;
  #ports = 0;

  constructor(deps: ServerDeps) {
    this.#deps = deps;
    const { scheduler, chance, coverage } = deps;
    const clock = new SimClock(scheduler, this.machine);
    const store = deps.database.open({ ...deps, machine: this.machine });
    this.#store = store;
    const logger = this.#logger();
    const presence = new LocalPresence(clock);
    const directory = new UserDirectory(store.accounts);
    const bans = new Bans(store.moderation, clock);
    const bus = new SimBus(deps.backbone, this.machine);
    const tokens = new PlainTokens();
    this.realtime = new Realtime({
      store,
      bus,
      presence,
      clock,
      random: simRandom(chance, deps.name),
      directory,
      views: new RoomViews(directory, presence, LIMITS.ephemeralTtlMs),
      settings: () => DEFAULT_SETTINGS,
      policy: { guestsInPublicRooms: true },
      serverId: deps.name,
      runtime: "node",
      speech: { check: () => undefined, isBlocked: async () => false },
      authenticator: new Authenticator({ tokens, accounts: store.accounts, bans, clock }),
      bans,
      limiter: noRateLimiter,
      logger,
      metrics: this.#metrics(coverage),
      meter: new Meter(),
      rename: async ({ user }) => user,
    });
    const { roomContext, memberships, sequencer, reader, control } = this.realtime;
    this.history = new History(store.log, sequencer, reader, directory);
    this.#retention = new Retention({
      log: store.log,
      floorsRaised: () => this.realtime.floorsRaised(),
      clock,
      logger,
    });
    const answerers: Answerers = { ...this.realtime.answerers, enforcements: () => [] };
    this.#start = async () => {
      await bus.start({
        entries: (roomId, entries) => this.realtime.received(roomId, entries),
        command: (command) => control.apply(command),
        signal: (signal) => {
          if (signal.to === "room" || signal.to === "user") control.signal(signal);
        },
        answer: (question) => answerers[question.type](question),
        resubscribed: () => this.realtime.resubscribed(),
      });
      this.realtime.start();
      if (deps.alone) new EphemeralRooms(roomContext, memberships, logger).start();
      this.#accepting = true;
    };
  }

  async start(): Promise<void> {
    await this.#start();
  }

  async accept(socket: Socket): Promise<SocketHandlers> {
    const peer = { ip: `10.0.0.${++this.#ports % 250}`, userAgent: "simulation" };
    await this.realtime.endpoint.admit(peer.ip);
    return this.realtime.endpoint.open(peer, undefined)(socket);
  }

  get serves(): boolean {
    return this.#accepting && this.machine.alive;
  }

  /** At any moment: what is being written may or may not be there afterwards. */
  crash(): void {
    const { coverage } = this.#deps;
    const { before, after } = this.#store.appending;
    if (before > 0) coverage.note("crash before an append took effect");
    if (after > 0) coverage.note("crash after an append took effect");
    coverage.note("crash");
    this.machine.alive = false;
  }

  async drain(): Promise<void> {
    await this.realtime.drain();
    this.#deps.coverage.note("drain");
    this.machine.alive = false;
  }

  /** As if what is older than `ms` were past its days. */
  async retain(ms: number): Promise<void> {
    await this.#retention.run(ms);
  }

  caller(userId: string): Caller | undefined {
    const user = this.#deps.database.accounts.user(userId);
    if (user === undefined) return undefined;
    return { user: viewUser(user), sessionId: `session-${userId}`, audience: "chat" };
  }

  /** Of everything that may not grow. */
  gauges(name: string): Readonly<Record<string, number>> {
    return this.#gauges.get(name)?.() ?? {};
  }

  #logger(): Logger {
    const { witness } = this.#deps;
    const logger: Logger = {
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (message, fields) => {
        if (message === "append failed" && String(fields?.["error"]).includes("simulated")) return;
        witness.object(`${message}: ${JSON.stringify(fields)}`);
      },
      with: () => logger,
    };
    return logger;
  }

  #metrics(coverage: Coverage): Metrics {
    return {
      counter: (name) => ({
        add: (count, what) => {
          if (name === "crosstalk_repairs_total") coverage.note(`swept: ${what}`, count);
        },
        value: () => 0,
      }),
      histogram: (name) => ({
        observe: (value) => {
          if (name !== "crosstalk_commit_entries") return;
          coverage.note(value > 1 ? "batch of several" : "batch of one");
        },
      }),
      gauge: (name, _help, read) => {
        this.#gauges.set(name, () => ({ [name]: read() }));
      },
      gauges: (name, _help, _label, read) => {
        this.#gauges.set(name, read);
      },
      page: async () => "",
    };
  }
}
