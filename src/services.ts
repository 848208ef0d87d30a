import { AccessTokens } from "./core/accounts/access-tokens.ts";
import { Accounts } from "./core/accounts/accounts.ts";
import { Authenticator } from "./core/accounts/authenticator.ts";
import { Contacts } from "./core/accounts/contacts.ts";
import { Guests } from "./core/accounts/guests.ts";
import { LoginThrottle } from "./core/accounts/login-throttle.ts";
import { PasswordCheck } from "./core/accounts/password-check.ts";
import { Passwords } from "./core/accounts/passwords.ts";
import { RecentRotations } from "./core/accounts/recent-rotations.ts";
import { RefreshTokens } from "./core/accounts/refresh-tokens.ts";
import { Sessions } from "./core/accounts/sessions.ts";
import type { TokenKeys } from "./core/accounts/token-keys.ts";
import { UserDirectory } from "./core/accounts/user-directory.ts";
import { UserRemoval } from "./core/accounts/user-removal.ts";
import { createAdminServices } from "./core/admin-services.ts";
import { createFiles } from "./core/attachments/files.ts";
import { LimitTraffic } from "./core/limits/limit-traffic.ts";
import { LiveSettings } from "./core/live-settings.ts";
import { History } from "./core/messages/history.ts";
import { Retention } from "./core/messages/retention.ts";
import { Speech } from "./core/messages/speech.ts";
import { Bans } from "./core/moderation/bans.ts";
import { createStaff } from "./core/moderation/staff.ts";
import { EphemeralRooms } from "./core/rooms/ephemeral-rooms.ts";
import { Invites } from "./core/rooms/invites.ts";
import { RoomRulebook } from "./core/rooms/room-rulebook.ts";
import { RoomViews } from "./core/rooms/room-view.ts";
import { Servers } from "./core/servers.ts";
import { countingLimiter } from "./core/stats/counting-limiter.ts";
import { markedBy } from "./core/stats/marked-actions.ts";
import { Meter } from "./core/stats/meter.ts";
import { Prober } from "./core/stats/prober.ts";
import { Statistics } from "./core/stats/statistics.ts";
import type { Blobs } from "./ports/blobs.ts";
import type { Answerers, Bus, Command } from "./ports/bus.ts";
import type { Clock } from "./ports/clock.ts";
import type { Cluster } from "./ports/cluster.ts";
import type { Logger } from "./ports/logger.ts";
import type { Metrics } from "./ports/metrics.ts";
import type { PasswordHasher } from "./ports/password-hasher.ts";
import type { Presence } from "./ports/presence.ts";
import type { ProbeClients } from "./ports/probe-clients.ts";
import type { ProcessFacts } from "./ports/process.ts";
import type { Random } from "./ports/random.ts";
import type { RateLimiter } from "./ports/rate-limit.ts";
import type { RotationLedger } from "./ports/rotation-ledger.ts";
import type { Store } from "./ports/store/store.ts";
import { Realtime } from "./realtime/realtime.ts";

/** Everything that does I/O, and what the operator decided. */
export interface ServiceDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly bus: Bus;
  readonly presence: Presence;
  readonly cluster: Cluster;
  readonly limiter: RateLimiter;
  /** Of rules that are in force whatever is said of limits. */
  readonly pace: RateLimiter;
  /** Absent: this server is alone. */
  readonly rotations: RotationLedger | undefined;
  readonly hasher: PasswordHasher;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: TokenKeys;
  /** This server, as clients see it. */
  readonly clients: ProbeClients;
  /** This process, as it was started. */
  readonly process: ProcessFacts;
  /** How far this machine's clock is from the one that all servers share; undefined: there is none. */
  readonly clockOffset: () => number | undefined;
  readonly serverId: string;
  readonly policy: {
    readonly registration: "open" | "closed";
    readonly guests: "on" | "off" | "public";
    readonly ephemeralTtlMs: number;
    /** Absent: messages are kept for ever. */
    readonly retentionMs: number | undefined;
  };
}

const SETTINGS_MS = 10_000;

/** The use cases over the ports, wired. */
export const createServices = (deps: ServiceDeps) => {
  const { store, bus, presence, hasher, metrics, logger, clock, random, policy } = deps;
  const { cluster, serverId } = deps;
  const { accounts: accountStore } = store;
  const meter = new Meter();
  const settings = new LiveSettings(store.moderation, bus, clock);
  const traffic = new LimitTraffic({
    ...deps,
    store: store.moderation,
    limits: () => settings.current.limits,
  });
  const limiter = traffic.counting(countingLimiter(deps.limiter, meter));
  const accessPolicy = { guestsInPublicRooms: policy.guests === "public" };

  const bans = new Bans(store.moderation, clock);
  const rotations = new RecentRotations(clock, deps.rotations);
  const loginThrottle = new LoginThrottle(limiter, clock);
  const tokens = new AccessTokens(deps.keys.access);
  metrics.gauges("crosstalk_accounts", "What is remembered about signing in", "what", () => ({
    recent_rotations: rotations.size,
    delayed_logins: loginThrottle.delayed,
    verified_tokens: tokens.remembered,
    bans: bans.size,
  }));
  const authenticator = new Authenticator({ tokens, accounts: accountStore, bans, clock });
  const sessions = new Sessions({
    accounts: accountStore,
    accessTokens: tokens,
    refreshTokens: new RefreshTokens(deps.keys.refresh),
    rotations,
    bans,
    bus,
    clock,
    random,
  });
  const directory = new UserDirectory(accountStore);
  const views = new RoomViews(directory, presence, policy.ephemeralTtlMs);
  const rulebook = new RoomRulebook(store.moderation);
  const speech = new Speech({
    bans,
    rulebook,
    pace: deps.pace,
    log: store.log,
    accounts: store.accounts,
    clock,
  });
  const realtime = new Realtime({
    store,
    bus,
    presence,
    clock,
    random,
    directory,
    views,
    settings: () => settings.current,
    policy: accessPolicy,
    serverId,
    speech,
    runtime: deps.process.identity(clock.now()).runtime,
    authenticator,
    bans,
    limiter,
    logger,
    metrics,
    meter,
    rename: (caller, displayName) => accounts.rename(caller, displayName),
  });
  const { roomContext, memberships, rooms, sequencer, reader } = realtime;

  const removal = new UserRemoval({ store, bus, memberships, clock, logger });
  const guests = new Guests({ accounts: accountStore, presence, removal, clock, random, logger });
  const passwordCheck = new PasswordCheck(accountStore, hasher, loginThrottle);
  const accounts = new Accounts({
    accounts: accountStore,
    sessions,
    guests,
    passwords: passwordCheck,
    hasher,
    removal,
    bus,
    clock,
    random,
    policy,
  });
  const ephemeralRooms = new EphemeralRooms(roomContext, memberships, logger);
  metrics.gauge(
    "crosstalk_absences",
    "Users whose last connection went lately, and who have not left for good yet",
    () => ephemeralRooms.absences,
  );
  const { attachments, attachmentSweep } = createFiles({ ...deps, rooms });
  const admin = createAdminServices({
    ...deps,
    limiter,
    accounts,
    sessions,
    recorded: (row) => {
      const type = markedBy(row);
      if (type !== undefined) statistics.marks.make(type, { detail: row.target });
    },
  });
  const floorsRaised = () => realtime.floorsRaised();
  const retention = new Retention({ log: store.log, floorsRaised, clock, logger });

  const statistics = new Statistics({ ...deps, meter, realtime });
  const prober = new Prober({ ...deps, meter, guests, sessions, memberships, removal });
  metrics.gauge("crosstalk_probes", "Probes that this server waits for", () => prober.running);

  const history = new History(store.log, sequencer, reader, directory);
  const deliver = realtime.control.announce.bind(realtime.control);
  const shared = { bans, rulebook, views, rooms, history, log: sequencer };
  const staff = createStaff({ ...deps, ...shared, deliver });

  /** What other servers changed while they could not be heard. */
  const refreshSettings = async (): Promise<void> => {
    try {
      await settings.load();
      await staff.refresh();
    } catch (error) {
      logger.warn("settings not refreshed", { error: String(error) });
    }
  };

  const answerers: Answerers = {
    ...realtime.answerers,
    enforcements: () => staff.enforcements.here(),
  };

  return {
    ...deps,
    limiter,
    meter,
    statistics,
    prober,
    accessPolicy,
    settings,
    bans,
    authenticator,
    sessions,
    accounts,
    guests,
    removal,
    realtime,
    rooms,
    ...admin,
    attachments,
    passwords: new Passwords({
      accounts: accountStore,
      check: passwordCheck,
      hasher,
      sessions,
      clock,
      random,
    }),
    contacts: new Contacts(accountStore),
    ...staff,
    servers: new Servers(cluster, bus),
    speech,
    traffic,
    invites: new Invites(roomContext, rooms),
    history,

    /** What is decided by and kept in memory. Before anybody is let in; can be repeated. */
    async load(): Promise<void> {
      await settings.load();
      await staff.load();
    },

    /** Hears the other servers, and begins what is done now and then. Once, before `load`: nothing falls between. */
    async start(): Promise<void> {
      await bus.start({
        entries: (roomId, entries) => realtime.received(roomId, entries),
        command: async (command: Command) => {
          // First what decisions are made by, then the sockets that they fall on.
          if (command.type === "settings_changed") settings.apply(command.settings);
          await staff.obey(command);
          statistics.apply(command);
          await realtime.control.apply(command);
          // Whoever asked for it lists the servers next.
          if (realtime.steered(command)) await cluster.refresh();
        },
        signal: (signal) => {
          if (signal.to === "servers") statistics.heard(signal.sample);
          else if (signal.to === "probe") prober.heard(signal.message);
          else realtime.control.signal(signal);
        },
        answer: (question) => answerers[question.type](question),
        resubscribed: () => {
          directory.clear();
          void refreshSettings();
          realtime.resubscribed();
        },
      });
      if (bus.kind !== "local") clock.every(SETTINGS_MS, () => void refreshSettings());
      realtime.start();
      statistics.start();
      guests.start();
      removal.start();
      sessions.start();
      bans.start();
      staff.announcements.start();
      traffic.start();
      ephemeralRooms.start();
      attachmentSweep.start();
      admin.audit.start();
      if (policy.retentionMs !== undefined) retention.start(policy.retentionMs);
    },
  };
};

export type Services = ReturnType<typeof createServices>;
