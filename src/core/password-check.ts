import type { PasswordHasher } from "../ports/password-hasher.ts";
import type { AccountStore, UserRecord } from "../ports/store/accounts.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { addressGroup } from "../protocol/ip-address.ts";
import type { Caller } from "./caller.ts";
import type { LoginThrottle } from "./login-throttle.ts";

/** The one place where a password that somebody typed is held against an account. */
export class PasswordCheck {
  readonly #accounts: AccountStore;
  readonly #hasher: PasswordHasher;
  readonly #throttle: LoginThrottle;

  constructor(accounts: AccountStore, hasher: PasswordHasher, throttle: LoginThrottle) {
    this.#accounts = accounts;
    this.#hasher = hasher;
    this.#throttle = throttle;
  }

  /** The account, when there is one and the password is its own. Throws `rate_limited`. */
  async byUsername(
    username: string,
    password: string,
    address: string,
  ): Promise<UserRecord | undefined> {
    const user = await this.#accounts.userByUsername(username);
    const familiar = user !== undefined && (await this.#isFamiliar(user.id, address));
    const attempt = await this.#throttle.admit(username, address, familiar);
    // With no hash it takes as long: unknown users look like wrong passwords.
    const matches = await this.#hasher.verify(password, user?.passwordHash);
    if (!matches || user === undefined) return undefined;
    attempt.succeeded();
    return user;
  }

  /** What a caller must know to change what protects the account. Throws `forbidden` when it is wrong. */
  async ofCaller(caller: Caller, password: string, address: string): Promise<UserRecord> {
    const attempt = await this.#throttle.admit(caller.user.id, address, false);
    const user = await this.#accounts.user(caller.user.id);
    const matches = await this.#hasher.verify(password, user?.passwordHash);
    if (!matches || user === undefined) {
      throw new ProtocolError("forbidden", "The password is wrong.");
    }
    attempt.succeeded();
    return user;
  }

  async #isFamiliar(userId: string, address: string): Promise<boolean> {
    const group = addressGroup(address);
    const sessions = await this.#accounts.sessions(userId);
    return sessions.some((session) => addressGroup(session.ip) === group);
  }
}
