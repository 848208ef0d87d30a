import * as v from "valibot";
import type { Access } from "../access.ts";
import { ERROR_CODES, type ErrorCode } from "../errors.ts";
import { IssueList } from "../events.ts";
import * as p from "../primitives.ts";

/** An answer that is a file: its own type, length and name are in the headers. */
export const FILE = "file";

/** An answer that goes on: Server-Sent Events, `data:` of each one JSON of the schema. */
export interface EventStream<S extends v.GenericSchema = v.GenericSchema> {
  readonly events: S;
}
export const eventStream = <S extends v.GenericSchema>(events: S): EventStream<S> => ({ events });
export const isEventStream = (
  answer: v.GenericSchema | null | typeof FILE | EventStream,
): answer is EventStream => answer !== null && typeof answer === "object" && "events" in answer;

/** The per-address windows of PROTOCOL §5; `none` is exempt. */
export type RouteLimit = "login" | "register" | "guest" | "rest" | "none";

/**
 * How the audit log tells of a call of the dashboard. What isn't named here is not recorded, so no secret is
 * unless somebody names it.
 */
export interface Audited {
  /** `family.verb`, such as `ban.create`. */
  readonly action: string;
  /** Parameters and fields of the body that name what it is done to. */
  readonly target?: readonly string[];
  /** Fields of the body that say how: they are recorded after the action, as `field=JSON`. */
  readonly details?: readonly string[];
}

/** One REST call. Objects are strict; an answer of `null` has no body. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Parameters as `:name`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly limit: RouteLimit;
  readonly params?: v.GenericSchema<Record<string, string>>;
  readonly query?: v.GenericSchema<Record<string, string | undefined>, object>;
  readonly body?: v.GenericSchema;
  /** In place of a JSON body: multipart/form-data with a part of this name, which is a file of at most 10 MiB. */
  readonly file?: string;
  /** What it answers, by status; `FILE`: bytes. */
  readonly answers: Readonly<Record<number, v.GenericSchema | null | typeof FILE | EventStream>>;
  /** Errors of its own, beside those that follow from the rest of its row. */
  readonly errors?: readonly ErrorCode[];
  /**
   * Recorded before it is answered. Calls for moderators or admins must say it, null where they change nothing;
   * those that GET may.
   */
  readonly audit?: Audited | null;
}

export const RoomParams = v.strictObject({ room_id: p.Id });
export const IdParams = v.strictObject({ id: p.Id });
export const NextCursor = { next_cursor: v.optional(v.string()) };

export const ErrorBody = v.strictObject({
  error: v.strictObject({
    code: v.picklist(ERROR_CODES),
    message: v.string(),
    retry_after_ms: v.optional(p.Count),
    issues: v.optional(IssueList),
  }),
});
export type ErrorBody = v.InferOutput<typeof ErrorBody>;

type SchemaOutput<S> = S extends v.GenericSchema
  ? v.InferOutput<S>
  : S extends typeof FILE
    ? Blob
    : S extends EventStream
      ? ReadableStream<Uint8Array>
      : undefined;
type SchemaInput<S> = S extends v.GenericSchema ? v.InferInput<S> : undefined;
type Key<R, K extends PropertyKey> = R extends { readonly [P in K]: infer S } ? S : undefined;

/** A file as it comes in; the name is whatever its sender calls it. */
export interface IncomingPart {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What a handler receives after validation. */
export interface RouteInput<R extends Route> {
  readonly file: Key<R, "file"> extends string ? IncomingPart : undefined;
  readonly params: SchemaOutput<Key<R, "params">>;
  readonly query: SchemaOutput<Key<R, "query">>;
  readonly body: SchemaOutput<Key<R, "body">>;
}
/** What a client passes. */
export interface RouteArguments<R extends Route> {
  readonly params: SchemaInput<Key<R, "params">>;
  readonly query: SchemaInput<Key<R, "query">>;
  readonly body: SchemaInput<Key<R, "body">>;
}
/** What it answers on success: the union over its statuses; undefined for an empty one. */
export type RouteAnswer<R extends Route> = SchemaOutput<R["answers"][keyof R["answers"]]>;
