import { ERROR_STATUS, type ErrorCode, type Issue, ProtocolError } from "../protocol/errors.ts";
import type { RouteAnswer, RouteArguments } from "../protocol/rest/route.ts";
import type { KnownRouteName, KnownRoutes } from "../protocol/rest/routes.ts";
import type { ClientClock, Fetch } from "./ports.ts";
import { REST_PATHS, WITHOUT_TOKEN } from "./rest-paths.ts";
import { systemClock } from "./system.ts";

type Routes = KnownRoutes;
/** Numbers are written out: `limit: 50`. */
type QueryInput<Q> = { readonly [K in keyof Q]: Q[K] | number };
type Inputs<N extends KnownRouteName> = RouteArguments<Routes[N]>;
type Part<K extends string, T> = [T] extends [undefined]
  ? unknown
  : object extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** Routes that take and answer JSON; files go by `Files`, and streams of events by themselves. */
type JsonRouteName = {
  [N in KnownRouteName]: Routes[N] extends { readonly file: string } ? never : N;
}[Exclude<KnownRouteName, "attachment" | "statsLive">];

/** What the call of route `N` takes: `params`, `query` and `body` where the route has them. */
export type CallArguments<N extends KnownRouteName> = Part<"params", Inputs<N>["params"]> &
  Part<"query", Inputs<N>["query"] extends undefined ? undefined : QueryInput<Inputs<N>["query"]>> &
  Part<"body", Inputs<N>["body"]> & { readonly signal?: AbortSignal };

/** What it answers. */
export type CallAnswer<N extends KnownRouteName> = RouteAnswer<Routes[N]>;

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
  readonly clock?: ClientClock;
}

/** Until an answer is given up as `unavailable`. */
const ANSWER_MS = 15_000;

const TRAILING_SLASHES = /\/+$/;
const PARAMETER = /:(\w+)/g;

interface Parts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * The REST API, typed by the route table. Refusals are `ProtocolError`s with `retryAfterMs` and `issues`;
 * a server that can't be reached or answers no JSON is `unavailable`. The caller's own abort rejects with
 * its reason.
 */
export class RestClient {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #credentials: "same-origin" | "include";
  readonly #clock: ClientClock;
  #tokens: AccessTokens | undefined;

  constructor(options: RestClientOptions) {
    this.#url = options.url.replace(TRAILING_SLASHES, "");
    // Called as a method of anything but the global, a browser's fetch is an illegal invocation.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#credentials = options.credentials ?? "same-origin";
    this.#clock = options.clock ?? systemClock;
  }

  /** Attaches `Authorization` from now on; without it only routes for anyone answer. */
  authorize(tokens: AccessTokens): void {
    this.#tokens = tokens;
  }

  async call<N extends JsonRouteName>(name: N, args: CallArguments<N>): Promise<CallAnswer<N>> {
    const parts: Parts = args;
    const tokens = WITHOUT_TOKEN.has(name) ? undefined : this.#tokens;
    const token = await tokens?.accessToken();
    let answer = await this.#send(name, parts, token);
    if (answer.response.status === 401 && tokens !== undefined && token !== undefined) {
      const renewed = await tokens.renew(token);
      if (renewed !== undefined) answer = await this.#send(name, parts, renewed);
    }
    // The server validated it with the schema that this type was inferred from.
    return contentOf(answer) as CallAnswer<N>;
  }

  async #send(name: KnownRouteName, parts: Parts, token: string | undefined): Promise<Answer> {
    const [method, path] = REST_PATHS[name].split(" ", 2) as [string, string];
    const headers = new Headers({ accept: "application/json" });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (parts.body !== undefined) headers.set("content-type", "application/json");
    // AbortSignal.any is younger than the browsers that everything else here runs in.
    const controller = new AbortController();
    const abort = () => controller.abort(parts.signal?.reason);
    parts.signal?.addEventListener("abort", abort, { once: true });
    const timer = this.#clock.after(ANSWER_MS, abort);
    try {
      parts.signal?.throwIfAborted();
      const url = this.#url + fillPath(path, parts.params) + queryString(parts.query);
      const response = await this.#fetch(url, {
        method,
        headers,
        credentials: this.#credentials,
        signal: controller.signal,
        ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      });
      return { response, text: await response.text() };
    } catch (error) {
      if (parts.signal?.aborted === true) throw error;
      throw unreachable(error);
    } finally {
      timer.cancel();
      parts.signal?.removeEventListener("abort", abort);
    }
  }
}

interface Answer {
  readonly response: Response;
  readonly text: string;
}

/** The request came to nothing. */
export const unreachable = (cause: unknown): ProtocolError =>
  new ProtocolError("unavailable", "the server can't be reached", { cause });

const unreadable = (response: Response, cause: unknown): ProtocolError =>
  new ProtocolError(codeOf(response.status), "the server gave no answer", {
    ...retryAfterOf(response),
    ...requestIdOf(response),
    cause,
  });

/** Parameters in their place, escaped. */
export const fillPath = (path: string, params: Parts["params"] = {}): string =>
  path.replace(PARAMETER, (_, name: string) => encodeURIComponent(params[name] ?? ""));

const queryString = (query: Parts["query"] = {}): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
};

/** The body of an answer; throws what it refuses with. */
export const contentOf = ({ response, text }: Answer): unknown => {
  if (response.status === 204) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    // A proxy's page.
    throw unreadable(response, error);
  }
  if (response.ok) return body;
  const { error } = body as { error?: Partial<WireError> };
  throw new ProtocolError(
    error?.code ?? codeOf(response.status),
    error?.message ?? `the server answered ${response.status}`,
    {
      ...retryAfterOf(response),
      ...requestIdOf(response),
      ...(error?.retry_after_ms === undefined ? {} : { retryAfterMs: error.retry_after_ms }),
      ...(error?.issues === undefined ? {} : { issues: error.issues }),
    },
  );
};

interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retry_after_ms: number;
  readonly issues: readonly Issue[];
}

/** For an answer without a code, such as a gateway's 502. */
const codeOf = (status: number): ErrorCode => {
  for (const [code, its] of Object.entries(ERROR_STATUS)) {
    if (its === status) return code as ErrorCode;
  }
  return status >= 500 || status < 400 ? "unavailable" : "bad_request";
};

const retryAfterOf = (response: Response): { retryAfterMs?: number } => {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * 1_000 } : {};
};

const requestIdOf = (response: Response): { requestId?: string } => {
  const requestId = response.headers.get("x-request-id");
  return requestId === null ? {} : { requestId };
};
