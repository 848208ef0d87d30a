import * as v from "valibot";
import { AdminRoom, Partial } from "../admin-entities.ts";
import { Enforced } from "../enforcement.ts";
import * as p from "../primitives.ts";
import { Member } from "../rooms.ts";
import { messageRoutes } from "./messages.ts";
import { NextCursor, RoomParams, type Route } from "./route.ts";
import { type OrderBy, sortSchema } from "./sort.ts";

const admin = { caller: "admin" } as const;
/** Servers that did not answer: what goes on in rooms there is not in the numbers. */
const partial = v.optional(Partial);

export const ROOM_SORTS = {
  name: "name",
  members: "members",
  online: "online",
  busy: "busy",
  messages_per_min: "busy",
  active: "active",
  last_active_at: "active",
  created: "created",
  created_at: "created",
} as const;
export type RoomOrder = OrderBy<typeof ROOM_SORTS>;

export const adminRoomRoutes = {
  adminRooms: {
    method: "GET",
    path: "/api/admin/rooms",
    summary: "All rooms, those included that only their members see",
    access: admin,
    limit: "rest",
    query: v.strictObject({
      /** A part of the name, whatever its case, or the beginning of an id. */
      query: v.optional(v.pipe(v.string(), v.maxLength(128))),
      kind: v.optional(p.RoomKind),
      sort: v.optional(sortSchema(ROOM_SORTS), "-active"),
      ...p.PageQuery,
    }),
    answers: { 200: v.strictObject({ rooms: v.array(AdminRoom), partial, ...NextCursor }) },
  },
  adminRoom: {
    method: "GET",
    path: "/api/admin/rooms/:room_id",
    summary: "Any room",
    access: admin,
    limit: "rest",
    params: RoomParams,
    answers: { 200: v.strictObject({ room: AdminRoom, partial }) },
    errors: ["not_found"],
  },
  adminRoomMembers: {
    method: "GET",
    path: "/api/admin/rooms/:room_id/members",
    summary: "Who is in any room",
    access: admin,
    limit: "rest",
    params: RoomParams,
    query: v.strictObject(p.PageQuery),
    answers: { 200: v.strictObject({ members: v.array(Member), ...NextCursor }) },
    errors: ["not_found"],
  },
  adminRoomMessages: {
    method: "GET",
    path: "/api/admin/rooms/:room_id/messages",
    summary: "Read any room; the audit log tells that it was read",
    access: admin,
    limit: "rest",
    params: RoomParams,
    query: messageRoutes.messages.query,
    answers: messageRoutes.messages.answers,
    errors: ["not_found"],
    audit: { action: "room.read", target: ["room_id"] },
  },
  deleteAnyRoom: {
    method: "DELETE",
    path: "/api/admin/rooms/:room_id",
    summary: "Delete any room and tell its members",
    access: admin,
    limit: "rest",
    params: RoomParams,
    answers: { 200: v.strictObject({ enforced: Enforced }) },
    errors: ["not_found"],
    audit: { action: "room.delete", target: ["room_id"] },
  },
} as const satisfies Record<string, Route>;
