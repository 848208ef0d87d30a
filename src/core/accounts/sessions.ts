import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { AccountStore, SessionRecord, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Session, User } from "../../protocol/users.ts";
import type { Caller } from "../caller.ts";
import type { Bans } from "../moderation/bans.ts";
import { pageById } from "../page-by-id.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { RecentRotations } from "./recent-rotations.ts";
import type { RefreshTokens } from "./refresh-tokens.ts";
import type { Audience } from "./token-keys.ts";
import { TokenRefused } from "./token-refused.ts";
import { viewUser } from "./user-view.ts";

/** Where a request comes from, as sessions are listed by it. */
export interface Device {
  readonly address: string;
  readonly userAgent: string;
}

export interface SignedIn {
  readonly user: User;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly refreshToken: string;
}

export interface SessionsDeps {
  readonly accounts: AccountStore;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly rotations: RecentRotations;
  readonly bans: Bans;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
}

/** The most recently used are kept; a sign-in beyond ends the others. */
const SESSIONS_PER_USER = 100;
const USER_AGENT_LENGTH = 256;
const SWEEP_MS = 10 * 60_000;

/** Signed-in devices: each is a family of refresh tokens of which one is good at a time. */
export class Sessions {
  readonly #deps: SessionsDeps;

  constructor(deps: SessionsDeps) {
    this.#deps = deps;
  }

  /** Removes expired sessions, now and then: they count for nothing, but they take up space. */
  start(): void {
    const { accounts, clock } = this.#deps;
    clock.every(SWEEP_MS, () => {
      // Whatever is left over goes with the next sweep; a store that is away says so by itself.
      void accounts.removeExpiredSessions(clock.now()).catch(() => undefined);
    });
  }

  async open(user: UserRecord, audience: Audience, device: Device): Promise<SignedIn> {
    const { accounts, clock, random } = this.#deps;
    this.refuseBarred(user);
    const now = clock.now();
    const session: SessionRecord = {
      id: random.uuid(now),
      userId: user.id,
      audience,
      generation: 0,
      rotatedAt: now,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + LIMITS.refreshTokenMs,
      ip: device.address,
      userAgent: device.userAgent.slice(0, USER_AGENT_LENGTH),
    };
    await accounts.createSession(session);
    await this.#refuseOutdated(user, session.id);
    await this.#endOldest(user.id);
    // Those who were made just now were seen just now.
    if (user.lastSeenAt < now) await accounts.updateUser(user.id, { lastSeenAt: now });
    return this.#signedIn(user, session, 0);
  }

  /** The same session under what the user has become; nothing is rotated. */
  async reissue(user: UserRecord, sessionId: string): Promise<SignedIn> {
    const session = await this.#deps.accounts.session(sessionId);
    if (session === undefined) throw new TokenRefused("ended");
    return this.#signedIn(user, session, session.generation);
  }

  /** Throws TokenRefused. A token that was rotated away too long ago ends its whole family. */
  async refresh(token: string, audience: Audience): Promise<SignedIn> {
    const { accounts, refreshTokens, rotations, clock } = this.#deps;
    const claims = await refreshTokens.read(token, audience);
    if (claims === undefined) throw new TokenRefused("invalid");
    const now = clock.now();
    const session = await accounts.session(claims.sessionId);
    if (session === undefined || session.expiresAt <= now) throw new TokenRefused("ended");
    const user = await accounts.user(session.userId);
    if (user === undefined || user.deleted) throw new TokenRefused("ended");
    this.refuseBarred(user);

    const { generation } = claims;
    if (generation === session.generation) {
      const expiresAt = now + LIMITS.refreshTokenMs;
      if (await accounts.rotateSession(session.id, generation, now, expiresAt)) {
        await rotations.add(session.id, generation);
        await accounts.updateUser(user.id, { lastSeenAt: now });
      }
      // Where another request rotated it in between, that was a moment ago: the same successor.
      return this.#signedIn(user, session, generation + 1);
    }
    // What could not be noted, such as while Redis was away for the server that rotated it, the store knows all the same.
    const isRecent =
      (await rotations.has(session.id, generation)) ||
      (generation === session.generation - 1 && now - session.rotatedAt < LIMITS.refreshGraceMs);
    if (isRecent) {
      return this.#signedIn(user, session, generation + 1);
    }
    await this.#end([session.id]);
    throw new TokenRefused("ended");
  }

  /** Logout by cookie: whose session ended. A token that means nothing (any more) ends nothing. */
  async endByRefreshToken(token: string, audience: Audience): Promise<string | undefined> {
    const claims = await this.#deps.refreshTokens.read(token, audience);
    if (claims === undefined) return undefined;
    const session = await this.#deps.accounts.session(claims.sessionId);
    await this.#end([claims.sessionId]);
    return session?.userId;
  }

  async endCurrent(caller: Caller): Promise<void> {
    await this.#end([caller.sessionId]);
  }

  async endOne(caller: Caller, sessionId: string): Promise<void> {
    const session = await this.#deps.accounts.session(sessionId);
    if (session === undefined || session.userId !== caller.user.id) {
      throw new ProtocolError("not_found", "No such session.");
    }
    await this.#end([sessionId]);
  }

  /** All of a user's, but `except`; resolves once their sockets are closed. */
  async endAll(userId: string, except?: string): Promise<void> {
    await this.tellEnded(await this.#deps.accounts.endSessions(userId, except));
  }

  /** Resolves once their sockets are closed. */
  async tellEnded(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    await this.#deps.bus.command({ type: "sessions_ended", sessionIds });
  }

  async list(
    caller: Caller,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ sessions: Session[]; next_cursor?: string }> {
    const all = await this.#deps.accounts.sessions(caller.user.id);
    const page = pageById(all, cursor, limit);
    const sessions = page.items.map((session) => ({
      id: session.id,
      created_at: session.createdAt,
      last_used_at: session.lastUsedAt,
      ip: session.ip,
      user_agent: session.userAgent,
      current: session.id === caller.sessionId,
    }));
    return page.nextCursor === undefined
      ? { sessions }
      : { sessions, next_cursor: page.nextCursor };
  }

  /** Throws TokenRefused: the password may be right, the door is shut. */
  refuseBarred(user: UserRecord): void {
    if (user.disabled || this.#deps.bans.bansUser(user.id)) {
      throw new TokenRefused("disabled_or_banned");
    }
  }

  async #end(sessionIds: readonly string[]): Promise<void> {
    const { accounts, bus } = this.#deps;
    for (const id of sessionIds) await accounts.endSession(id);
    await bus.command({ type: "sessions_ended", sessionIds });
  }

  /**
   * Of a password that was changed or reset while it was being checked: whoever does that writes the new one before
   * they end the sessions, so a session that they did not find finds their password here.
   */
  async #refuseOutdated(user: UserRecord, sessionId: string): Promise<void> {
    if (user.passwordHash === undefined) return;
    const now = await this.#deps.accounts.user(user.id);
    if (now?.passwordHash === user.passwordHash) return;
    await this.#end([sessionId]);
    throw new ProtocolError("unauthenticated", "The password was changed a moment ago.");
  }

  async #endOldest(userId: string): Promise<void> {
    const sessions = await this.#deps.accounts.sessions(userId);
    if (sessions.length <= SESSIONS_PER_USER) return;
    const newestFirst = sessions.toSorted((a, b) => b.lastUsedAt - a.lastUsedAt);
    await this.#end(newestFirst.slice(SESSIONS_PER_USER).map((session) => session.id));
  }

  async #signedIn(user: UserRecord, session: SessionRecord, generation: number): Promise<SignedIn> {
    const { accessTokens, refreshTokens, clock } = this.#deps;
    const { audience, id: sessionId } = session;
    const { token, expiresIn } = await accessTokens.issue(session, clock.now());
    const refreshToken = await refreshTokens.issue({ sessionId, generation }, audience);
    return { user: viewUser(user), accessToken: token, expiresIn, refreshToken };
  }
}
