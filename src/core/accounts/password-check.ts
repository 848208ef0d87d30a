import type { PasswordHasher } from "../../ports/password-hasher.ts";
import type { AccountStore, UserRecord } from "../../ports/store/accounts.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { addressGroup } from "../../protocol/ip-address.ts";
import type { Caller } from "../caller.ts";
import { unlessWrong } from "./attempt.ts";
import type { LoginThrottle, PasswordAttempt } from "./login-throttle.ts";

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
    return (await this.#matches(attempt, password, user)) ? user : undefined;
  }

  /** What a caller must know to change what protects the account. Throws `forbidden` when it is wrong. */
  async ofCaller(caller: Caller, password: string, address: string): Promise<UserRecord> {
    const user = await this.#accounts.user(caller.user.id);
    const attempt = await this.#throttle.admit(caller.user.id, address, false);
    const matches = await this.#matches(attempt, password, user);
    if (!matches || user === undefined) {
      throw new ProtocolError("forbidden", "The password is wrong.");
    }
    return user;
  }

  /** With no user, and so no hash, it takes as long: unknown users look like wrong passwords. */
  #matches(
    attempt: PasswordAttempt,
    password: string,
    user: UserRecord | undefined,
  ): Promise<boolean> {
    return unlessWrong(
      () => attempt.giveBack(),
      () => this.#hasher.verify(password, user?.passwordHash),
    );
  }

  async #isFamiliar(userId: string, address: string): Promise<boolean> {
    const group = addressGroup(address);
    const sessions = await this.#accounts.sessions(userId);
    return sessions.some((session) => addressGroup(session.ip) === group);
  }
}
