import type { Hono } from "hono";
import * as v from "valibot";
import { type AccessPolicy, authorize } from "../core/access.ts";
import type { Authenticator } from "../core/accounts/authenticator.ts";
import type { Device } from "../core/accounts/sessions.ts";
import { TokenRefused } from "../core/accounts/token-refused.ts";
import type { Caller } from "../core/caller.ts";
import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { LiveSettings } from "../core/live-settings.ts";
import type { RoomLog } from "../core/messages/room-log.ts";
import type { AuditLog } from "../core/moderation/audit-log.ts";
import type { Bans } from "../core/moderation/bans.ts";
import type { FoundRoom, Rooms } from "../core/rooms/rooms.ts";
import { validate } from "../core/validate.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { addressGroup } from "../protocol/ip-address.ts";
import type { EventStream, FILE, IncomingPart, Route, RouteInput } from "../protocol/rest/route.ts";
import { AuditedCall, type AuditNotes, NOT_AUDITED, type SaysHowAudited } from "./audited-call.ts";
import type { HttpContext, HttpEnv } from "./env.ts";
import { readJsonObject, readQuery } from "./json-body.ts";
import { chunksOf, readFilePart } from "./multipart.ts";
import { openCursor, sealCursor } from "./page-cursor.ts";

export interface BinderDeps {
  readonly authenticator: Authenticator;
  readonly bans: Bans;
  readonly rooms: Rooms;
  readonly limiter: RateLimiter;
  readonly settings: LiveSettings;
  readonly policy: AccessPolicy;
  readonly audit: AuditLog;
  readonly log: RoomLog;
}

type CallerOf<R extends Route> = R["access"]["caller"] extends "anyone"
  ? Caller | undefined
  : Caller;
type FoundOf<R extends Route> = R["access"] extends { readonly room: string }
  ? FoundRoom
  : undefined;

/** Who asks, from where, and for which room. */
export interface RequestContext<R extends Route> {
  readonly caller: CallerOf<R>;
  /** The room of the path, where the route needs something in it. */
  readonly found: FoundOf<R>;
  /** The moment of the room's log before it was looked at who they are and what they may do. */
  readonly askedAt: number;
  readonly device: Device;
  /** Of calls that are audited. */
  readonly audit: AuditNotes;
  /** For cookies and headers alone. */
  readonly http: HttpContext;
}

interface EventsReply {
  readonly events: ReadableStream<Uint8Array>;
}
interface FileReply {
  readonly stream: ReadableStream<Uint8Array>;
  readonly headers: Readonly<Record<string, string>>;
}
type Body<S> = S extends v.GenericSchema
  ? { readonly body: v.InferOutput<S> }
  : S extends typeof FILE
    ? FileReply
    : S extends EventStream
      ? EventsReply
      : object;
/** One of the route's answers: a status with its body. */
export type Reply<R extends Route> = {
  [S in keyof R["answers"] & number]: { readonly status: S } & Body<R["answers"][S]>;
}[keyof R["answers"] & number];

interface AnyReply {
  readonly status: number;
  readonly body?: unknown;
}

export type RouteHandler<R extends Route> = (
  input: RouteInput<R>,
  context: RequestContext<R>,
) => Promise<Reply<R>> | Reply<R>;

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;
const NOTHING = v.strictObject({});

/** What the caller sent as `Authorization: Bearer …`. */
export const bearerToken = (c: HttpContext): string | undefined =>
  BEARER.exec(c.req.header("authorization") ?? "")?.[1];

/**
 * The only way a route gets into the app: limit, receive, authenticate, authorize, validate, handle, record, answer.
 * Everything that decides about it stands in its row of the table of routes.
 */
export class RouteBinder {
  readonly #app: Hono<HttpEnv>;
  readonly #deps: BinderDeps;

  constructor(app: Hono<HttpEnv>, deps: BinderDeps) {
    this.#app = app;
    this.#deps = deps;
  }

  bind<R extends Route>(route: R & SaysHowAudited<R>, handler: RouteHandler<NoInfer<R>>): void {
    this.#app.on(route.method, route.path, async (c) => {
      c.set("route", route.path);
      const address = c.get("address");
      await this.#limit(route, address);
      await receive(c, route);
      c.set("askedAt", this.#deps.log.moment());
      const caller = await this.#authenticate(c, route, address);
      const call = AuditedCall.of(this.#deps.audit, route, caller, address);
      const reply = await this.#recorded(call, () =>
        this.#reply<R>(c, route, handler, caller, call),
      );
      if (isFile(reply)) return sendFile(c, reply);
      if (isEvents(reply)) return c.body(reply.events, 200, EVENT_HEADERS);
      return reply.body === undefined
        ? c.body(null, 204)
        : c.json(sealed(route, reply.body), reply.status as 200 | 201 | 202 | 503);
    });
  }

  async #reply<R extends Route>(
    c: HttpContext,
    route: R,
    handler: RouteHandler<NoInfer<R>>,
    caller: Caller | undefined,
    call: AuditedCall | undefined,
  ): Promise<AnyReply> {
    const address = c.get("address");
    call?.asked(c.req.param());
    if (route.access.room === undefined || caller === undefined) {
      authorize(route.access, caller, undefined, this.#deps.policy);
    }
    const params = validate(route.params ?? NOTHING, c.req.param());
    const found = await this.#findRoom(route, caller, params);
    const input = {
      params,
      query: this.#query(c, route),
      body: await this.#body(c, route),
      file: await this.#file(c, route),
    };
    call?.asked(params, input.body);
    const context = {
      caller,
      found,
      askedAt: c.get("askedAt"),
      device: { address, userAgent: c.req.header("user-agent") ?? "" },
      audit: call ?? NOT_AUDITED,
      http: c,
    };
    await call?.begin();
    // The route's row types what its schemas and its access checked just now.
    return handler(input as RouteInput<R>, context as RequestContext<R>);
  }

  /** It has its row before it has its answer. */
  async #recorded(call: AuditedCall | undefined, work: () => Promise<AnyReply>): Promise<AnyReply> {
    let reply: AnyReply;
    try {
      reply = await work();
    } catch (error) {
      await call?.failed(error);
      throw error;
    }
    await call?.done();
    return reply;
  }

  async #limit(route: Route, address: string): Promise<void> {
    if (route.limit === "none") return;
    const { limiter, settings } = this.#deps;
    const rule = settings.current.limits[route.limit];
    await enforceLimit(limiter, `${route.limit}:${addressGroup(address)}`, rule);
  }

  async #authenticate(
    c: HttpContext,
    { access, limit }: Route,
    address: string,
  ): Promise<Caller | undefined> {
    const audience = access.caller === "admin" || access.caller === "moderator" ? "admin" : "chat";
    if (access.caller === "anyone") {
      // Health answers everybody, and admins must be able to sign in to lift a ban of their own address.
      const exempt = limit === "none" || c.req.path.startsWith("/api/admin/");
      if (!exempt && this.#deps.bans.bansAddress(address)) {
        throw new TokenRefused("disabled_or_banned");
      }
      return undefined;
    }
    const token = bearerToken(c);
    if (token === undefined) return undefined;
    const { caller } = await this.#deps.authenticator.authenticate(token, audience, address);
    c.set("userId", caller.user.id);
    return caller;
  }

  async #findRoom(
    route: Route,
    caller: Caller | undefined,
    params: object,
  ): Promise<FoundRoom | undefined> {
    if (route.access.room === undefined || caller === undefined) return undefined;
    const roomId = "room_id" in params ? String(params.room_id) : "";
    const found = await this.#deps.rooms.find(roomId, caller.user.id);
    authorize(route.access, caller, found?.standing, this.#deps.policy);
    return found;
  }

  #query(c: HttpContext, route: Route): unknown {
    // Probes add what they like to the addresses of health and readiness.
    if (route.query === undefined && route.limit === "none") return undefined;
    const query: object = validate(route.query ?? NOTHING, readQuery(c));
    return "cursor" in query && typeof query.cursor === "string"
      ? { ...query, cursor: openCursor(route.path, query.cursor) }
      : query;
  }

  /** What a call has no use for is refused as well: somebody takes it to mean something. */
  async #body(c: HttpContext, route: Route): Promise<unknown> {
    return route.method === "GET" || route.file !== undefined
      ? undefined
      : validate(route.body ?? NOTHING, await readJsonObject(c));
  }

  async #file(c: HttpContext, route: Route): Promise<IncomingPart | undefined> {
    if (route.file === undefined) return undefined;
    const type = c.req.header("content-type") ?? "";
    const part = await readFilePart(type, chunksOf(c.req.raw.body), route.file);
    const stillTheirs = () => this.#authenticate(c, route, c.get("address"));
    return { ...part, bytes: passing(part.bytes, stillTheirs) };
  }
}

/**
 * A body that is JSON, into memory: its sender may hold it back for as long as a request may take, so who they are and
 * what they may do is looked at once it is here.
 */
const receive = async (c: HttpContext, { method, file }: Route): Promise<void> => {
  if (method !== "GET" && file === undefined) await c.req.arrayBuffer();
};

/** The bytes of a file, which is not held in memory; what `afterwards` throws comes in place of their end. */
async function* passing(
  bytes: IncomingPart["bytes"],
  afterwards: () => Promise<unknown>,
): AsyncGenerator<Uint8Array> {
  yield* bytes;
  await afterwards();
}

const isEvents = (reply: object): reply is EventsReply => "events" in reply;

/** nginx must not gather them. */
const EVENT_HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "X-Accel-Buffering": "no",
} as const;

const isFile = (reply: object): reply is FileReply => "stream" in reply;

/** Without its bytes to who has them. */
const sendFile = (c: HttpContext, { stream, headers }: FileReply): Response => {
  const known = c.req.header("if-none-match")?.split(",") ?? [];
  const { "Content-Length": _, ...others } = headers;
  return known.some((etag) => etag.trim() === headers["ETag"])
    ? c.body(null, 304, others)
    : c.body(stream, 200, { ...headers });
};

const sealed = (route: Route, body: unknown): object => {
  if (typeof body !== "object" || body === null) return {};
  return "next_cursor" in body && typeof body.next_cursor === "string"
    ? { ...body, next_cursor: sealCursor(route.path, body.next_cursor) }
    : body;
};
