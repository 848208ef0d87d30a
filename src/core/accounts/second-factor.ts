import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { RateLimiter } from "../../ports/rate-limit.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { adminAccessRoutes } from "../../protocol/rest/admin-access.ts";
import type { RateRule } from "../../protocol/settings.ts";
import type { Caller } from "../caller.ts";
import { enforceLimit } from "../limits/enforce-limit.ts";
import { ANONYMOUS, type AuditLog } from "../moderation/audit-log.ts";
import { unlessWrong } from "./attempt.ts";
import { matchingStep, TOTP_SECRET_BYTES, toBase32, totpUri } from "./totp.ts";

export interface SecondFactorDeps {
  readonly accounts: AccountStore;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: AuditLog;
}

/** Wrong codes of one account: only who knows its password gets to try any. */
const RULE: RateRule = { window: 10, per_ms: 10 * 60_000 };
const ISSUER = "Crosstalk";
/** As the call for it is recorded. */
const REMOVAL = adminAccessRoutes.removeUserTotp.audit.action;

const wanted = (message: string): ProtocolError =>
  new ProtocolError("unauthenticated", "This account signs in with a code as well.", {
    issues: [{ path: "totp", message }],
  });

/** Codes of an authenticator beside the password, for the dashboard. Each code is good once. */
export class SecondFactor {
  readonly #deps: SecondFactorDeps;

  constructor(deps: SecondFactorDeps) {
    this.#deps = deps;
  }

  async isOn(userId: string): Promise<boolean> {
    return (await this.#deps.accounts.totp(userId))?.confirmed === true;
  }

  /** A new secret, which counts once it is confirmed. */
  async enrol({ user }: Caller): Promise<{ secret: string; uri: string }> {
    const { accounts, random } = this.#deps;
    const secret = toBase32(random.bytes(TOTP_SECRET_BYTES));
    if (!(await accounts.enrolTotp(user.id, secret))) {
      throw new ProtocolError("conflict", "There is a second factor already; remove it first.");
    }
    return { secret, uri: totpUri(secret, user.username ?? user.id, ISSUER) };
  }

  async confirm({ user }: Caller, code: string): Promise<void> {
    const known = await this.#deps.accounts.totp(user.id);
    if (known === undefined || known.confirmed) {
      throw new ProtocolError("conflict", "There is nothing to confirm.");
    }
    if (!(await this.#take(user.id, known.secret, code))) throw wrong();
  }

  async remove({ user }: Caller, code: string): Promise<void> {
    const known = await this.#deps.accounts.totp(user.id);
    if (known?.confirmed !== true) {
      throw new ProtocolError("conflict", "There is no second factor.");
    }
    if (!(await this.#take(user.id, known.secret, code))) throw wrong();
    await this.#deps.accounts.removeTotp(user.id);
  }

  /** Throws `not_found` when there is nobody of that id. */
  async isOnFor(userId: string): Promise<boolean> {
    await this.#requireLiving(userId);
    return await this.isOn(userId);
  }

  /** Of somebody who lost their authenticator; the caller's own goes by a code alone, whoever holds their session. */
  async removeFor({ user }: Caller, userId: string): Promise<void> {
    const { accounts } = this.#deps;
    if (user.id === userId) {
      throw new ProtocolError("conflict", "Yours is turned off with a code, or by another admin.");
    }
    if (!(await this.isOnFor(userId))) {
      throw new ProtocolError("conflict", "There is no second factor.");
    }
    await accounts.removeTotp(userId);
  }

  /** Of the account of that name, where it has one: whether it had. */
  async removeByOperator(username: string): Promise<boolean> {
    const { accounts, audit } = this.#deps;
    const user = await accounts.userByUsername(username);
    if (user === undefined || !(await this.isOn(user.id))) return false;
    const said = { actor: ANONYMOUS, action: REMOVAL, target: user.id, ip: "" };
    const begun = await audit.begin(said);
    await accounts.removeTotp(user.id);
    await audit.end(begun, "ok");
    return true;
  }

  /** At the sign-in, once the password was right. Throws `unauthenticated` with an issue at `totp`. */
  async require(userId: string, code: string | undefined): Promise<void> {
    const known = await this.#deps.accounts.totp(userId);
    if (known?.confirmed !== true) return;
    if (code === undefined) throw wanted("must be given: six digits from the authenticator");
    if (!(await this.#take(userId, known.secret, code))) {
      throw wanted("must be a code that the authenticator shows now, and that was not used yet");
    }
  }

  async #requireLiving(userId: string): Promise<void> {
    const user = await this.#deps.accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
  }

  async #take(userId: string, secret: string, code: string): Promise<boolean> {
    const { accounts, limiter, clock } = this.#deps;
    const key = `totp:${userId}`;
    await enforceLimit(limiter, key, RULE);
    return unlessWrong(
      () => limiter.giveBack(key, RULE),
      async () => {
        const step = await matchingStep(secret, code, clock.now());
        return step !== undefined && (await accounts.takeTotpStep(userId, secret, step));
      },
    );
  }
}

const wrong = (): ProtocolError =>
  new ProtocolError("forbidden", "The code is wrong, or was used already.", {
    issues: [{ path: "code", message: "must be a code that the authenticator shows now" }],
  });
