import type { EventOf, ServerEvent } from "../protocol/events.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { ClientClock, ClientRandom, Network, OpenSocket } from "./ports.ts";
import type { AccessTokens } from "./rest-client.ts";

export interface ConnectionEvents {
  state: ConnectionState;
  /** At every (re)connect, before anything that follows it. */
  authenticated: EventOf<"authenticated">;
  /** Everything else that the server says, in its order; answers too, before they reach who asked. */
  event: ServerEvent;
}

export interface ConnectionOptions {
  /** Origin of the server; `http` becomes `ws`. */
  readonly url: string;
  readonly tokens: AccessTokens;
  /** What the rooms' entries are applied up to, asked at every (re)connect. */
  readonly cursors: () => Readonly<Record<string, number>>;
  readonly openSocket: OpenSocket;
  readonly clock: ClientClock;
  readonly random: ClientRandom;
  readonly network: Network;
}
