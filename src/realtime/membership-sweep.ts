import { isSameUser, viewUser } from "../core/accounts/user-view.ts";
import type { Command } from "../ports/bus.ts";
import type { Counter } from "../ports/metrics.ts";
import type { SessionRecord, UserRecord } from "../ports/store/accounts.ts";
import { CLOSE, type CloseCode } from "../protocol/errors.ts";
import type { MemberRole } from "../protocol/primitives.ts";
import { admit } from "./admission.ts";
import type { RealtimeContext } from "./context.ts";
import type { Session } from "./session.ts";
import type { Subscription } from "./subscription.ts";
import { Sweep } from "./sweep.ts";

/**
 * While the bus is down, which is then the only way to hear of anything: with it, and with what a sweep of a full
 * server takes, 10 s must be kept (PROTOCOL §4).
 */
const REST_MS = 2_000;
/** A step ends with whichever it reaches first. */
const USERS_PER_STEP = 100;
const ROOMS_PER_STEP = 1_000;
/** Whoever lost more loses the rest at the next sweep. */
const LOST_AT_ONCE = 256;

export interface MembershipSweepDeps {
  readonly context: RealtimeContext;
  /** As if the command had come by itself. */
  readonly apply: (command: Command) => Promise<void>;
  /** What was found to be otherwise than known here, by kind. */
  readonly repairs: Counter;
}

/** A connection as it was before the store was asked. */
interface Held {
  readonly session: Session;
  readonly changes: number;
  readonly subscriptions: readonly Subscription[];
}

/** What the store says of those whom a step is about. */
interface Truth {
  readonly users: ReadonlyMap<string, UserRecord>;
  readonly roles: ReadonlyMap<string, ReadonlyMap<string, MemberRole>>;
  readonly signedIn: ReadonlyMap<string, SessionRecord>;
}

const NO_ROOMS: ReadonlyMap<string, MemberRole> = new Map();

/**
 * Finds what a lost command should have done (DESIGN §2.14): the users, sessions, memberships and roles of all
 * who are connected here are held against the store.
 */
export class MembershipSweep {
  readonly #context: RealtimeContext;
  readonly #apply: (command: Command) => Promise<void>;
  readonly #repairs: Counter;
  readonly #sweep: Sweep;

  constructor({ context, apply, repairs }: MembershipSweepDeps) {
    this.#context = context;
    this.#apply = apply;
    this.#repairs = repairs;
    const { bus, clock, logger } = context;
    const steps = () => this.#steps();
    this.#sweep = new Sweep({ name: "membership", bus, clock, logger, restMs: REST_MS, steps });
  }

  start(): void {
    this.#sweep.start();
  }

  async run(): Promise<void> {
    await this.#sweep.run();
  }

  *#steps(): Generator<() => Promise<void>> {
    let userIds: string[] = [];
    let rooms = 0;
    for (const [userId, sessions] of this.#context.sessions.byUser()) {
      userIds.push(userId);
      for (const { subscriptions } of sessions) rooms += subscriptions.size;
      if (userIds.length < USERS_PER_STEP && rooms < ROOMS_PER_STEP) continue;
      const full = userIds;
      userIds = [];
      rooms = 0;
      yield () => this.#compare(full);
    }
    if (userIds.length > 0) yield () => this.#compare(userIds);
  }

  async #compare(userIds: readonly string[]): Promise<void> {
    const held = userIds.map((userId) => ({ userId, connections: this.#hold(userId) }));
    const truth = await this.#read(userIds);
    for (const { userId, connections } of held) {
      for (const { session } of connections) this.#closeUnentitled(session, truth);
      const open = connections.filter(({ session }) => !session.closed);
      if (open.length === 0) continue;
      await this.#compareUser(userId, open, truth);
      await this.#compareRooms(userId, open, truth.roles.get(userId) ?? NO_ROOMS);
    }
  }

  #hold(userId: string): Held[] {
    const ready = this.#context.sessions.of(userId).filter((session) => session.ready);
    return ready.map((session) => ({
      session,
      changes: session.membershipChanges,
      subscriptions: Array.from(session.subscriptions.values()),
    }));
  }

  async #read(userIds: readonly string[]): Promise<Truth> {
    const { store, sessions } = this.#context;
    const sessionIds = new Set<string>();
    for (const userId of userIds) {
      for (const { caller } of sessions.of(userId)) if (caller) sessionIds.add(caller.sessionId);
    }
    const [users, roles, signedIn] = await Promise.all([
      store.accounts.users(userIds),
      store.rooms.rolesOf(userIds),
      store.accounts.sessionsById(Array.from(sessionIds)),
    ]);
    return {
      users: new Map(users.map((user) => [user.id, user])),
      roles,
      signedIn: new Map(signedIn.map((session) => [session.id, session])),
    };
  }

  #closeUnentitled(session: Session, { users, signedIn }: Truth): void {
    const { caller } = session;
    if (session.closed || caller === undefined) return;
    const user = users.get(caller.user.id);
    const expiresAt = signedIn.get(caller.sessionId)?.expiresAt ?? 0;
    const isOver = user === undefined || user.deleted || expiresAt <= this.#context.clock.now();
    if (user?.disabled === true) this.#close(session, CLOSE.banned, "banned");
    else if (isOver) this.#close(session, CLOSE.unauthenticated, "session ended");
  }

  #close(session: Session, code: CloseCode, reason: string): void {
    this.#repairs.add(1, "session");
    session.close(code, reason);
  }

  /** A rename or another role on this site. */
  async #compareUser(userId: string, open: readonly Held[], { users }: Truth): Promise<void> {
    const record = users.get(userId);
    if (record === undefined) return;
    const user = viewUser(record);
    const isStale = open.some(
      ({ session: { caller } }) => caller === undefined || !isSameUser(caller.user, user),
    );
    if (!isStale) return;
    this.#repairs.add(1, "user");
    await this.#apply({ type: "user_updated", user });
  }

  async #compareRooms(
    userId: string,
    open: readonly Held[],
    roles: ReadonlyMap<string, MemberRole>,
  ): Promise<void> {
    const lost = new Set<string>();
    for (const { session, changes, subscriptions } of open) {
      // What was read may be older than a change that has been told: there is a next time.
      if (session.membershipChanges !== changes) continue;
      for (const { room, standing } of subscriptions.filter(isCurrent)) {
        const role = roles.get(room.id);
        if (role === undefined) lost.add(room.id);
        else if (role !== standing.role) {
          this.#repairs.add(1, "role");
          standing.role = role;
        }
      }
      for (const roomId of roles.keys()) {
        if (session.subscriptions.has(roomId) || session.awaiting.has(roomId)) continue;
        this.#repairs.add(1, "joined");
        await admit(this.#context, session, roomId, userId);
      }
    }
    if (lost.size > 0) await this.#takeOut(userId, Array.from(lost).slice(0, LOST_AT_ONCE));
  }

  async #takeOut(userId: string, lost: readonly string[]): Promise<void> {
    // Whose room is gone is told that.
    const tips = await this.#context.store.log.tips(lost);
    for (const roomId of lost) {
      const isThere = tips.has(roomId);
      this.#repairs.add(1, isThere ? "left" : "room");
      if (!isThere) await this.#apply({ type: "room_deleted", roomId });
      else await this.#apply({ type: "member_removed", roomId, userId, reason: "left" });
    }
  }
}

const isCurrent = (subscription: Subscription): boolean =>
  subscription.session.subscriptions.get(subscription.room.id) === subscription;
