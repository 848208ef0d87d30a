import type { Clock } from "../../ports/clock.ts";
import type { RateLimiter } from "../../ports/rate-limit.ts";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { RateRule } from "../../protocol/settings.ts";
import type { Caller } from "../caller.ts";
import { ANONYMOUS, type AuditLog, failedResult } from "../moderation/audit-log.ts";
import type { Accounts } from "./accounts.ts";
import type { SecondFactor } from "./second-factor.ts";
import type { Device, Sessions, SignedIn } from "./sessions.ts";

export interface AdminAccessDeps {
  readonly accounts: Accounts;
  readonly store: Pick<AccountStore, "userByUsername">;
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly audit: AuditLog;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
}

/** Failed sign-ins of one account that get a row: strangers must not be able to fill a log that is kept for ever. */
const RECORDED_FAILURES: RateRule = { window: 10, per_ms: 60 * 60_000 };
/** The same of an account without a role, of which anybody can make as many as they like. */
const RECORDED_STRANGERS: RateRule = { window: 1, per_ms: 24 * 60 * 60_000 };
const SIGN_IN = "session.create";
const SIGN_OUT = "session.end";

/** Into the dashboard: for moderators and admins, with a second factor where they have one. */
export class AdminAccess {
  readonly #deps: AdminAccessDeps;

  constructor(deps: AdminAccessDeps) {
    this.#deps = deps;
  }

  async login(
    request: {
      readonly username: string;
      readonly password: string;
      readonly totp?: string | undefined;
    },
    device: Device,
  ): Promise<SignedIn> {
    const { sessions, audit, clock } = this.#deps;
    try {
      const user = await this.#identify(request, device);
      const signedIn = await sessions.open(user, "admin", device);
      await audit.record(
        { actor: user.id, action: SIGN_IN, target: user.id, ip: device.address },
        "ok",
      );
      return signedIn;
    } catch (error) {
      // Afterwards: how long the answer takes must not tell whether there is such an account.
      clock.turnEnd(() => void this.#recordFailure(request.username, device, error));
      throw error;
    }
  }

  async logout(refreshToken: string, { address }: Device): Promise<void> {
    const userId = await this.#deps.sessions.endByRefreshToken(refreshToken, "admin");
    if (userId !== undefined) await this.#recordSignOut(userId, address);
  }

  async endCurrent(caller: Caller, { address }: Device): Promise<void> {
    await this.#deps.sessions.endCurrent(caller);
    await this.#recordSignOut(caller.user.id, address);
  }

  async #recordSignOut(userId: string, ip: string): Promise<void> {
    await this.#deps.audit.record({ actor: userId, action: SIGN_OUT, target: userId, ip }, "ok");
  }

  async #identify(
    request: {
      readonly username: string;
      readonly password: string;
      readonly totp?: string | undefined;
    },
    device: Device,
  ): Promise<UserRecord> {
    const { accounts, secondFactor } = this.#deps;
    const user = await accounts.identify(request, device);
    if (user.role === "user") {
      throw new ProtocolError("forbidden", "This account has no role here.");
    }
    await secondFactor.require(user.id, request.totp);
    return user;
  }

  async #recordFailure(username: string, device: Device, error: unknown): Promise<void> {
    const { store, audit, limiter } = this.#deps;
    try {
      const user = await store.userByUsername(username);
      if (user === undefined) return;
      const result = failedResult(error);
      // Who is refused for want of a role has shown who they are; who only named such an account could be anyone.
      const stranger = user.role === "user";
      if (stranger && result !== "refused:forbidden") return;
      const rule = stranger ? RECORDED_STRANGERS : RECORDED_FAILURES;
      const recorded = await limiter.hit(`audit:sign-in:${user.id}`, rule);
      if (!recorded.allowed) return;
      const actor = stranger ? user.id : ANONYMOUS;
      await audit.record({ actor, action: SIGN_IN, target: user.id, ip: device.address }, result);
    } catch {
      // It was refused, and nothing came of it: a store that is away says so by itself.
    }
  }
}
