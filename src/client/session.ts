import type { User } from "../protocol/users.ts";
import { Emitter } from "./emitter.ts";
import type { ClientClock } from "./ports.ts";
import type { AccessTokens, RestClient } from "./rest-client.ts";

export interface SessionEvents {
  /** Signed in, renamed, or (undefined) signed out, by us or by the server. */
  user: User | undefined;
}

/**
 * Who is signed in. The access token lives in memory only, the refresh token in its HttpOnly cookie:
 * after a reload `resume` brings the session back.
 */
export class Session extends Emitter<SessionEvents> implements AccessTokens {
  constructor(rest: RestClient, clock: ClientClock) {
    super();
    void rest;
    void clock;
  }

  get user(): User | undefined {
    return undefined;
  }

  /** The user of the refresh cookie; undefined when there is none or it has ended. Rejects (`unavailable`) when the server can't be asked. */
  async resume(): Promise<User | undefined> {
    return undefined;
  }
  async register(credentials: {
    username: string;
    password: string;
    display_name?: string;
  }): Promise<User> {
    throw new Error(credentials.username);
  }
  async login(credentials: { username: string; password: string }): Promise<User> {
    throw new Error(credentials.username);
  }
  async guest(name: { display_name?: string } = {}): Promise<User> {
    throw new Error(name.display_name);
  }
  /** Turns the guest that is signed in into an account with the same id, name and rooms. */
  async upgrade(credentials: { username: string; password: string }): Promise<User> {
    throw new Error(credentials.username);
  }
  /** Signs out here even when the server can't be told. */
  async logout(): Promise<void> {}

  async accessToken(): Promise<string | undefined> {
    return undefined;
  }
  async renew(token: string): Promise<string | undefined> {
    return token;
  }
  /** What the server says of the signed-in user (`user_updated`, `authenticated`). */
  update(user: User): void {
    void user;
  }
}
