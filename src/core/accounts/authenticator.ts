import type { Clock } from "../../ports/clock.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import type { Caller } from "../caller.ts";
import type { Bans } from "../moderation/bans.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { Audience } from "./token-keys.ts";
import { TokenRefused } from "./token-refused.ts";
import { viewUser } from "./user-view.ts";

export interface Authenticated {
  readonly caller: Caller;
  /** When the token ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface AuthenticatorDeps {
  readonly tokens: AccessTokens;
  readonly accounts: AccountStore;
  readonly bans: Bans;
  readonly clock: Clock;
}

/** Who holds an access token, as the store says now: nothing of the answer is older than the question. */
export class Authenticator {
  readonly #deps: AuthenticatorDeps;

  constructor(deps: AuthenticatorDeps) {
    this.#deps = deps;
  }

  /** Throws TokenRefused. `address` is where the token comes from, for bans of addresses. */
  async authenticate(token: string, audience: Audience, address?: string): Promise<Authenticated> {
    const { tokens, accounts, bans, clock } = this.#deps;
    const now = clock.now();
    const claims = await tokens.verify(token, audience, now);
    const session = await accounts.session(claims.sessionId);
    if (session?.userId !== claims.userId || session.expiresAt <= now) {
      throw new TokenRefused("ended");
    }
    const user = await accounts.user(claims.userId);
    if (user === undefined || user.deleted) throw new TokenRefused("ended");
    // An admin who banned a range that holds their own address must be able to lift it.
    const addressBanned = audience === "chat" && address !== undefined && bans.bansAddress(address);
    if (user.disabled || bans.bansUser(user.id) || addressBanned) {
      throw new TokenRefused("disabled_or_banned");
    }
    return {
      caller: { user: viewUser(user), sessionId: session.id, audience },
      expiresAt: claims.expiresAt,
    };
  }
}
