import { Emitter } from "./emitter.ts";
import type { ClientClock } from "./ports.ts";
import type { CallAnswer, CallArguments, RestClient } from "./rest-client.ts";
import { TokenKeeper } from "./token-keeper.ts";

export interface AdminSessionEvents {
  /** Signed out by the server: disabled, demoted, ended elsewhere, or idle for too long. */
  ended: undefined;
}

/**
 * Who is signed in to the dashboard, with a token and a cookie of its own. The token lives in memory only:
 * after a reload `resume` brings the session back.
 */
export class AdminSession extends Emitter<AdminSessionEvents> {
  readonly #rest: RestClient;
  readonly #tokens: TokenKeeper<CallAnswer<"adminRefresh">>;
  #signedIn = false;

  constructor(rest: RestClient, clock: ClientClock) {
    super();
    this.#rest = rest;
    this.#tokens = new TokenKeeper(clock, {
      refresh: (signal) => rest.call("adminRefresh", signal ? { signal } : {}),
      hasSession: () => this.#signedIn,
      granted: () => {
        this.#signedIn = true;
      },
      ended: () => {
        const was = this.#signedIn;
        this.#signedIn = false;
        if (was) this.emit("ended", undefined);
      },
    });
    rest.authorize(this.#tokens);
  }

  /** For what is not called through the `RestClient`: a stream. */
  get tokens(): TokenKeeper<CallAnswer<"adminRefresh">> {
    return this.#tokens;
  }

  /** Whether the cookie's session is good. Rejects (`unavailable`) when the server can't be asked. */
  async resume(): Promise<boolean> {
    return (await this.#tokens.refresh()) !== undefined;
  }

  async login(credentials: CallArguments<"adminLogin">["body"]): Promise<void> {
    this.#tokens.accept(await this.#rest.call("adminLogin", { body: credentials }));
  }

  /** By the link that the server made, while there is no admin. */
  async createFirstAdmin(request: CallArguments<"bootstrap">["body"]): Promise<void> {
    this.#tokens.accept(await this.#rest.call("bootstrap", { body: request }));
  }

  /** Signed out here in any case; rejects when the server could not be told, whose cookie then stays good. */
  async logout(): Promise<void> {
    this.#signedIn = false;
    this.#tokens.forget();
    await this.#rest.call("adminLogout", {});
  }
}
