import { base64url } from "jose";
import type { Clock } from "../../ports/clock.ts";
import type { PasswordHasher } from "../../ports/password-hasher.ts";
import type { Random } from "../../ports/random.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Caller } from "../caller.ts";
import type { PasswordCheck } from "./password-check.ts";
import type { Sessions } from "./sessions.ts";

export interface PasswordsDeps {
  readonly accounts: AccountStore;
  readonly check: PasswordCheck;
  readonly hasher: PasswordHasher;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly random: Random;
}

/** 128 bits: guessing one within its day is hopeless, so what is stored may be a fast hash. */
const CODE_BYTES = 16;

const digest = async (code: string): Promise<string> => {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
  return base64url.encode(new Uint8Array(bytes));
};

/** Changing a password, by knowing it or by a code from an admin. */
export class Passwords {
  readonly #deps: PasswordsDeps;

  constructor(deps: PasswordsDeps) {
    this.#deps = deps;
  }

  /** Ends every other session. Throws `forbidden` when the current password is wrong, or was changed meanwhile. */
  async change(
    caller: Caller,
    request: { readonly current_password: string; readonly new_password: string },
    address: string,
  ): Promise<void> {
    const { check, accounts, hasher, sessions } = this.#deps;
    const { id, passwordHash } = await check.ofCaller(caller, request.current_password, address);
    const next = await hasher.hash(request.new_password);
    // Not over one that was reset meanwhile: whoever has the code means to shut this caller out, perhaps.
    const ended =
      passwordHash === undefined
        ? undefined
        : await accounts.changePassword(id, passwordHash, next, caller.sessionId);
    if (!ended) throw new ProtocolError("forbidden", "The password was changed a moment ago.");
    await sessions.tellEnded(ended);
    // Those too that the old password began meanwhile.
    await sessions.endAll(id, caller.sessionId);
  }

  /** Ends every session. The answer does not tell an unknown user from a wrong code. */
  async reset(request: {
    readonly username: string;
    readonly code: string;
    readonly new_password: string;
  }): Promise<void> {
    const { accounts, hasher, sessions, clock } = this.#deps;
    // Hashed before the code is spent: a full queue must not cost the user their code.
    const passwordHash = await hasher.hash(request.new_password);
    const user = await accounts.userByUsername(request.username);
    const codeHash = await digest(request.code.trim());
    const ended =
      user && (await accounts.resetPassword(user.id, codeHash, clock.now(), passwordHash));
    if (!ended) throw new ProtocolError("forbidden", "The code is wrong, used or expired.");
    await sessions.tellEnded(ended);
    await sessions.endAll(user.id);
  }

  /** A one-time code that an admin hands to the account's owner; a new one replaces the last. */
  async createResetCode(userId: string): Promise<{ code: string; expiresAt: number }> {
    const { accounts, clock, random } = this.#deps;
    const user = await accounts.user(userId);
    if (user === undefined || user.deleted) throw new ProtocolError("not_found", "No such user.");
    if (user.kind === "guest") throw new ProtocolError("conflict", "Guests have no password.");
    const code = base64url.encode(random.bytes(CODE_BYTES));
    const expiresAt = clock.now() + LIMITS.resetCodeMs;
    await accounts.setResetCode(userId, await digest(code), expiresAt);
    return { code, expiresAt };
  }
}
