import { ProtocolError } from "../protocol/errors.ts";
import type { Authentication } from "../protocol/rest/auth.ts";
import type { User } from "../protocol/users.ts";
import { Emitter } from "./emitter.ts";
import type { ClientClock } from "./ports.ts";
import type { AccessTokens, RestClient } from "./rest-client.ts";

export interface SessionEvents {
  /** Signed in, renamed, or (undefined) signed out, by us or by the server. */
  user: User | undefined;
}

/** A token with less than this left is refreshed before it is used: more than a `reauthenticate` leaves (30 s). */
const FRESH_MS = 45_000;

interface Token {
  readonly value: string;
  /** Milliseconds since the epoch by our clock: nothing is compared with the server's. */
  readonly endsAt: number;
}

/**
 * Who is signed in. The access token lives in memory only, the refresh token in its HttpOnly cookie:
 * after a reload `resume` brings the session back.
 */
export class Session extends Emitter<SessionEvents> implements AccessTokens {
  readonly #rest: RestClient;
  readonly #clock: ClientClock;
  #user: User | undefined;
  #token: Token | undefined;
  #refreshing: Promise<string | undefined> | undefined;
  /** Counts sign-ins and sign-outs, so that a refresh that began before one can't undo it. */
  #generation = 0;

  constructor(rest: RestClient, clock: ClientClock) {
    super();
    this.#rest = rest;
    this.#clock = clock;
    rest.authorize(this);
  }

  get user(): User | undefined {
    return this.#user;
  }

  /** The user of the refresh cookie; undefined when there is none or it has ended. Rejects (`unavailable`) when the server can't be asked. */
  async resume(): Promise<User | undefined> {
    await this.#refresh();
    return this.#user;
  }

  /**
   * Takes for signed in who was so the last time, without having asked: an app that starts offline shows what it
   * kept of them. The server's word comes with the first token, and can be that nobody is (`user`: undefined).
   */
  presume(user: User): void {
    if (this.#user !== undefined) return;
    this.#generation++;
    this.#user = user;
    this.emit("user", user);
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
    this.#end();
    await this.#rest.call("logout", {});
  }

  async accessToken(): Promise<string | undefined> {
    const token = this.#token;
    if (token === undefined) return this.#user === undefined ? undefined : this.#refresh();
    const left = token.endsAt - this.#clock.now();
    if (left > FRESH_MS) return token.value;
    try {
      return await this.#refresh();
    } catch (error) {
      if (left > 0) return token.value;
      throw error;
    }
  }

  async renew(token: string): Promise<string | undefined> {
    // Someone else already did.
    if (this.#token !== undefined && this.#token.value !== token) return this.#token.value;
    return this.#refresh();
  }

  /** What the server says of the signed-in user (`user_updated`, `authenticated`). */
  update(user: User): void {
    if (user.id !== this.#user?.id || same(user, this.#user)) return;
    this.#user = user;
    this.emit("user", user);
  }

  /** One at a time: a second use of the same refresh token would look like theft. */
  #refresh(): Promise<string | undefined> {
    this.#refreshing ??= this.#callRefresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #callRefresh(): Promise<string | undefined> {
    const generation = this.#generation;
    try {
      const answer = await this.#rest.call("refresh", {});
      if (generation !== this.#generation) return this.#token?.value;
      this.#accept(answer);
      return answer.access_token;
    } catch (error) {
      const ended =
        error instanceof ProtocolError &&
        (error.code === "unauthenticated" || error.code === "forbidden");
      if (!ended) throw error;
      if (generation === this.#generation) this.#end();
      return undefined;
    }
  }

  #accept(answer: Authentication): User {
    const before = this.#user;
    this.#generation++;
    this.#user = answer.user;
    this.#token = {
      value: answer.access_token,
      endsAt: this.#clock.now() + answer.expires_in * 1_000,
    };
    if (before === undefined || !same(before, answer.user)) this.emit("user", answer.user);
    return answer.user;
  }

  #end(): void {
    this.#generation++;
    this.#token = undefined;
    if (this.#user === undefined) return;
    this.#user = undefined;
    this.emit("user", undefined);
  }
}

const same = (a: User, b: User): boolean =>
  a.id === b.id &&
  a.kind === b.kind &&
  a.username === b.username &&
  a.display_name === b.display_name &&
  a.role === b.role;
