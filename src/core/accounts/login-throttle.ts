import type { Clock } from "../../ports/clock.ts";
import type { RateLimiter } from "../../ports/rate-limit.ts";
import { addressGroup } from "../../protocol/ip-address.ts";
import type { RateRule } from "../../protocol/settings.ts";
import { enforceLimit, rateLimited } from "../limits/enforce-limit.ts";

/** Wrong passwords for one account from one address. */
const PAIR_RULE: RateRule = { window: 10, per_ms: 10 * 60_000 };
/** Wrong passwords for one account from everywhere; beyond it attempts are slowed down, never refused. */
const ACCOUNT_RULE: RateRule = { window: 50, per_ms: 60 * 60_000 };
const DELAY_MS = 2_000;
const MAX_DELAYED = 256;

export interface PasswordAttempt {
  /** It does not count: it was right, or nobody could tell. */
  giveBack(): void;
}

/**
 * Slows down guessing without letting a stranger lock the owner out: what is refused is a pair of account
 * and address, so guesses from elsewhere never refuse the owner; and an address where the account is signed
 * in is exempt from what others did. The per-address window of PROTOCOL §5 stands before all this.
 */
export class LoginThrottle {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;
  #delayed = 0;

  constructor(limiter: RateLimiter, clock: Clock) {
    this.#limiter = limiter;
    this.#clock = clock;
  }

  get delayed(): number {
    return this.#delayed;
  }

  /**
   * Before a password is looked at; throws `rate_limited`. `account` is what was typed, whether there is
   * such an account or not; `familiar`: the account is signed in at that address already.
   */
  async admit(account: string, address: string, familiar: boolean): Promise<PasswordAttempt> {
    const pairKey = `password:${account}|${addressGroup(address)}`;
    const accountKey = `password:${account}`;
    if (familiar) return { giveBack: () => undefined };
    await enforceLimit(this.#limiter, pairKey, PAIR_RULE);
    const overall = await this.#limiter.hit(accountKey, ACCOUNT_RULE);
    const attempt = {
      giveBack: () => {
        this.#limiter.giveBack(pairKey, PAIR_RULE);
        if (overall.allowed) this.#limiter.giveBack(accountKey, ACCOUNT_RULE);
      },
    };
    if (overall.allowed) return attempt;
    if (this.#delayed >= MAX_DELAYED) {
      attempt.giveBack();
      throw rateLimited(DELAY_MS);
    }
    await this.#delay();
    return attempt;
  }

  async #delay(): Promise<void> {
    this.#delayed++;
    await new Promise<void>((resolve) => {
      this.#clock.after(DELAY_MS, resolve);
    });
    this.#delayed--;
  }
}
