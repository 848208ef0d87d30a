import type { RouteAnswer, RouteArguments } from "../protocol/rest/route.ts";
import type { ROUTES, RouteName } from "../protocol/rest/routes.ts";
import type { Fetch } from "./ports.ts";

type Routes = typeof ROUTES;
/** Numbers are written out: `limit: 50`. */
type QueryInput<Q> = { readonly [K in keyof Q]: Q[K] | number };
type Inputs<N extends RouteName> = RouteArguments<Routes[N]>;
type Optional<T> = object extends T ? true : false;
type Part<K extends string, T> = [T] extends [undefined]
  ? unknown
  : Optional<T> extends true
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What the call of route `N` takes: `params`, `query` and `body` where the route has them. */
export type CallArguments<N extends RouteName> = Part<"params", Inputs<N>["params"]> &
  Part<"query", Inputs<N>["query"] extends undefined ? undefined : QueryInput<Inputs<N>["query"]>> &
  Part<"body", Inputs<N>["body"]> & { readonly signal?: AbortSignal };

/** What it answers. */
export type CallAnswer<N extends RouteName> = RouteAnswer<Routes[N]>;

export interface AccessTokens {
  /** A token that is good for a while yet, refreshed when need be; undefined when signed out. */
  accessToken(): Promise<string | undefined>;
  /** Called when the server refused `token`: another one, or undefined when there is none to be had. */
  renew(token: string): Promise<string | undefined>;
}

export interface RestClientOptions {
  /** Origin of the server, `https://chat.example.org`; the same-origin empty string works in browsers. */
  readonly url: string;
  readonly fetch?: Fetch;
  /** `include` when the server is another origin (CORS_ORIGINS) and the refresh cookie must go there. */
  readonly credentials?: "same-origin" | "include";
  /** Milliseconds until an answer is given up as `unavailable`; 15 s by default. */
  readonly timeoutMs?: number;
}

/**
 * The REST API, typed by the route table. Refusals are `ProtocolError`s with `retryAfterMs` and `issues`;
 * a server that can't be reached or answers no JSON is `unavailable`.
 */
export class RestClient {
  constructor(options: RestClientOptions) {
    void options;
  }

  /** Attaches `Authorization`; without it only routes for anyone answer. */
  authorize(tokens: AccessTokens): void {
    void tokens;
  }

  async call<N extends RouteName>(name: N, args: CallArguments<N>): Promise<CallAnswer<N>> {
    void args;
    throw new Error(`${name} is not there yet`);
  }
}
