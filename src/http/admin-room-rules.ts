import type { Announcements } from "../core/moderation/announcements.ts";
import type { AdminRooms } from "../core/rooms/admin-rooms.ts";
import type { RoomRuling } from "../core/rooms/room-rules.ts";
import { adminRoomRuleRoutes } from "../protocol/rest/admin-room-rules.ts";
import { created, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface RoomRuleRouteDeps {
  readonly ruling: RoomRuling;
  readonly adminRooms: AdminRooms;
  readonly announcements: Announcements;
}

export const bindRoomRuleRoutes = (
  binder: RouteBinder,
  { ruling, adminRooms, announcements }: RoomRuleRouteDeps,
): void => {
  binder.bind(adminRoomRuleRoutes.roomRules, async ({ params }) =>
    ok({ rules: await ruling.get(params.room_id) }),
  );

  binder.bind(adminRoomRuleRoutes.setRoomRules, async ({ params, body }) => {
    const { was, ...change } = body;
    const { rules, enforced } = await ruling.set(params.room_id, change, was);
    return ok({ room: await adminRooms.get(params.room_id), rules, enforced });
  });

  binder.bind(adminRoomRuleRoutes.previewWordFilter, async ({ params, body }, { caller }) =>
    ok(await ruling.preview(caller, params.room_id, body.word_filter)),
  );

  binder.bind(adminRoomRuleRoutes.announceInRoom, async ({ params, body }, { caller, audit }) => {
    const audience = { to: "room", room_id: params.room_id } as const;
    const made = await announcements.announce(caller, { ...body, audience });
    audit.target(made.announcement.id);
    return created(made);
  });
};
