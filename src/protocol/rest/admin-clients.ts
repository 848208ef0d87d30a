import * as v from "valibot";
import * as a from "../admin-entities.ts";
import { Enforced } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { NextCursor, type Route } from "./route.ts";
import { type OrderBy, sortSchema } from "./sort.ts";

const admin = { caller: "admin" } as const;
const ConnectionParams = v.strictObject({ connection_id: p.Id });

export const CLIENT_SORTS = {
  connected: "connected",
  connected_at: "connected",
  user: "user",
  name: "user",
  ip: "ip",
  address: "ip",
  server: "server",
  server_id: "server",
  rooms: "rooms",
  in: "in",
  frames_in_per_s: "in",
  out: "out",
  frames_out_per_s: "out",
  buffered: "buffered",
  buffered_bytes: "buffered",
} as const;
export type ClientSort = (typeof CLIENT_SORTS)[keyof typeof CLIENT_SORTS];
export type ClientOrder = OrderBy<typeof CLIENT_SORTS>;

/** So many connections can be disconnected in one call. */
export const DISCONNECT_MAX = 500;

export const adminClientRoutes = {
  clients: {
    method: "GET",
    path: "/api/admin/clients",
    summary: "Live connections, oldest first unless sorted otherwise",
    access: admin,
    limit: "rest",
    query: v.strictObject({
      /** The beginning of a connection's or user's id, of a name or of an address. */
      query: v.optional(v.pipe(v.string(), v.maxLength(128))),
      /** Whether the whole of it has to be said. */
      exact: v.optional(v.picklist(["true", "false"])),
      ip: v.optional(p.Address),
      room_id: v.optional(p.Id),
      server_id: v.optional(p.Id),
      runtime: v.optional(p.RuntimeName),
      /** Connected at that time or later; milliseconds since the epoch. */
      since: v.optional(p.QueryTime),
      sort: v.optional(sortSchema(CLIENT_SORTS), "connected"),
      ...p.PageQuery,
    }),
    answers: {
      200: v.strictObject({
        clients: v.array(a.Client),
        /** Servers that did not answer: theirs are not in this page, nor are they gone. */
        partial: v.optional(a.Partial),
        ...NextCursor,
      }),
    },
  },
  client: {
    method: "GET",
    path: "/api/admin/clients/:connection_id",
    summary: "One live connection",
    access: admin,
    limit: "rest",
    params: ConnectionParams,
    answers: { 200: v.strictObject({ client: a.Client }) },
    errors: ["unavailable"],
  },
  disconnectClient: {
    method: "DELETE",
    path: "/api/admin/clients/:connection_id",
    summary: "Disconnect a client (3502)",
    access: admin,
    limit: "rest",
    params: ConnectionParams,
    answers: { 200: v.strictObject({ enforced: Enforced }) },
    errors: ["unavailable"],
    audit: { action: "client.disconnect", target: ["connection_id"] },
  },
  disconnectClients: {
    method: "POST",
    path: "/api/admin/clients/disconnect",
    summary: "Disconnect many clients (3502); those that are gone already don't matter",
    access: admin,
    limit: "rest",
    body: v.strictObject({
      connection_ids: v.pipe(v.array(p.Id), v.minLength(1), v.maxLength(DISCONNECT_MAX)),
    }),
    answers: { 200: v.strictObject({ enforced: Enforced }) },
    audit: { action: "client.disconnect", target: ["connection_ids"] },
  },
} as const satisfies Record<string, Route>;
