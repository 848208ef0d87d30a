import type { Authentication } from "../protocol/rest/auth.ts";
import type { User } from "../protocol/users.ts";
import { Emitter } from "./emitter.ts";
import type { ClientClock } from "./ports.ts";
import type { AccessTokens, RestClient } from "./rest-client.ts";
import { TokenKeeper } from "./token-keeper.ts";

export interface SessionEvents {
  /** Signed in, renamed, or (undefined) signed out, by us or by the server. */
  user: User | undefined;
}

/**
 * Who is signed in. The access token lives in memory only, the refresh token in its HttpOnly cookie:
 * after a reload `resume` brings the session back.
 */
export class Session extends Emitter<SessionEvents> implements AccessTokens {
  readonly #rest: RestClient;
  readonly #tokens: TokenKeeper<Authentication>;
  #user: User | undefined;

  constructor(rest: RestClient, clock: ClientClock) {
    super();
    this.#rest = rest;
    this.#tokens = new TokenKeeper(clock, {
      refresh: (signal) => rest.call("refresh", signal ? { signal } : {}),
      hasSession: () => this.#user !== undefined,
      granted: ({ user }) => this.#become(user),
      ended: () => this.#become(undefined),
    });
    rest.authorize(this);
  }

  get user(): User | undefined {
    return this.#user;
  }

  /** The user of the refresh cookie; undefined when there is none or it has ended. Rejects (`unavailable`) when the server can't be asked. */
  async resume(): Promise<User | undefined> {
    await this.#tokens.refresh();
    return this.#user;
  }

  /**
   * Takes for signed in who was so the last time, without having asked: an app that starts offline shows what it
   * kept of them. The server's word comes with the first token (that of a `resume` that is under way, too), and can be
   * that nobody is (`user`: undefined).
   */
  presume(user: User): void {
    if (this.#user === undefined) this.#become(user);
  }

  async register(credentials: {
    username: string;
    password: string;
    display_name?: string;
  }): Promise<User> {
    return this.#accept(await this.#rest.call("register", { body: credentials }));
  }

  async login(credentials: { username: string; password: string }): Promise<User> {
    return this.#accept(await this.#rest.call("login", { body: credentials }));
  }

  async guest(name: { display_name?: string } = {}): Promise<User> {
    return this.#accept(await this.#rest.call("guest", { body: name }));
  }

  /** Turns the guest that is signed in into an account with the same id, name and rooms. */
  async upgrade(credentials: { username: string; password: string }): Promise<User> {
    return this.#accept(await this.#rest.call("upgradeGuest", { body: credentials }));
  }

  /** Signed out here in any case; rejects when the server could not be told, whose cookie then stays good. */
  async logout(): Promise<void> {
    this.#tokens.forget();
    this.#become(undefined);
    await this.#rest.call("logout", {});
  }

  accessToken(): Promise<string | undefined> {
    return this.#tokens.accessToken();
  }

  renew(token: string): Promise<string | undefined> {
    return this.#tokens.renew(token);
  }

  /** What the server says of the signed-in user (`user_updated`, `authenticated`). */
  update(user: User): void {
    if (user.id !== this.#user?.id || same(user, this.#user)) return;
    this.#become(user);
  }

  #accept(answer: Authentication): User {
    this.#tokens.accept(answer);
    return answer.user;
  }

  /** Told when it makes a difference. */
  #become(user: User | undefined): void {
    const before = this.#user;
    this.#user = user;
    if (user === undefined ? before !== undefined : before === undefined || !same(before, user)) {
      this.emit("user", user);
    }
  }
}

const same = (a: User, b: User): boolean =>
  a.id === b.id &&
  a.kind === b.kind &&
  a.username === b.username &&
  a.display_name === b.display_name &&
  a.role === b.role;
