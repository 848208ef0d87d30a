import { ProtocolError } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { ClientClock } from "./ports.ts";
import type { AccessTokens } from "./rest-client.ts";

/** What a sign-in or a refresh is answered with. */
export interface Grant {
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}

export interface TokenOwner<G extends Grant> {
  /** Asks for another token with the refresh cookie; rejects when `signal` aborts, too. */
  refresh(signal?: AbortSignal): Promise<G>;
  /** Whether a session is believed to be there, though no token of it is. */
  hasSession(): boolean;
  granted(grant: G): void;
  /** The server says that the session is over. */
  ended(): void;
}

/** A token with less than this left is refreshed before it is used: more than a `reauthenticate` leaves (30 s). */
const FRESH_MS = 45_000;
/**
 * An answer that is not there by then is asked for again: when it was lost, the cookie that it replaced is good for
 * the rest of the grace only, and after that counts as stolen.
 */
const ASK_AGAIN_MS = LIMITS.refreshGraceMs * 0.4;

interface Token {
  readonly value: string;
  /** Milliseconds since the epoch by our clock: nothing is compared with the server's. */
  readonly endsAt: number;
}

/** The access token of one session: in memory only, refreshed before it ends, by one call at a time. */
export class TokenKeeper<G extends Grant> implements AccessTokens {
  readonly #clock: ClientClock;
  readonly #owner: TokenOwner<G>;
  #token: Token | undefined;
  #refreshing: Promise<string | undefined> | undefined;
  /** Counts sign-ins and sign-outs, so that a refresh that began before one can't undo it. */
  #generation = 0;

  constructor(clock: ClientClock, owner: TokenOwner<G>) {
    this.#clock = clock;
    this.#owner = owner;
  }

  async accessToken(): Promise<string | undefined> {
    const token = this.#token;
    if (token === undefined) return this.#owner.hasSession() ? this.refresh() : undefined;
    const left = token.endsAt - this.#clock.now();
    if (left > FRESH_MS) return token.value;
    try {
      return await this.refresh();
    } catch (error) {
      if (left > 0) return token.value;
      throw error;
    }
  }

  async renew(token: string): Promise<string | undefined> {
    // Someone else already did.
    if (this.#token !== undefined && this.#token.value !== token) return this.#token.value;
    return this.refresh();
  }

  /** One at a time: a second use of the same refresh token would look like theft. */
  refresh(): Promise<string | undefined> {
    this.#refreshing ??= this.#callRefresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  accept(grant: G): void {
    this.#outdate();
    this.#token = {
      value: grant.access_token,
      endsAt: this.#clock.now() + grant.expires_in * 1_000,
    };
    this.#owner.granted(grant);
  }

  /** Forgets the token; a refresh that is under way brings none. */
  forget(): void {
    this.#outdate();
    this.#token = undefined;
  }

  /** Another session from here on: what a refresh that is under way brings is not for it. */
  #outdate(): void {
    this.#generation++;
  }

  async #callRefresh(): Promise<string | undefined> {
    const generation = this.#generation;
    try {
      const grant = await this.#ask();
      if (generation !== this.#generation) return this.#token?.value;
      this.accept(grant);
      return grant.access_token;
    } catch (error) {
      const over =
        error instanceof ProtocolError &&
        (error.code === "unauthenticated" || error.code === "forbidden");
      if (!over) throw error;
      if (generation === this.#generation) {
        this.forget();
        this.#owner.ended();
      }
      return undefined;
    }
  }

  async #ask(): Promise<G> {
    const lost = new AbortController();
    const timer = this.#clock.after(ASK_AGAIN_MS, () => lost.abort());
    try {
      return await this.#owner.refresh(lost.signal);
    } catch (error) {
      if (!lost.signal.aborted) throw error;
      return await this.#owner.refresh();
    } finally {
      timer.cancel();
    }
  }
}
