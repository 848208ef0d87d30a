import type { History } from "../core/messages/history.ts";
import type { Enforcements } from "../core/moderation/enforcements.ts";
import type { AdminRooms } from "../core/rooms/admin-rooms.ts";
import type { Members } from "../core/rooms/members.ts";
import type { Rooms } from "../core/rooms/rooms.ts";
import { adminRoomRoutes } from "../protocol/rest/admin-rooms.ts";
import { ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface AdminRoomDeps {
  readonly adminRooms: AdminRooms;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly history: History;
  readonly enforcements: Enforcements;
}

export const bindAdminRoomRoutes = (binder: RouteBinder, deps: AdminRoomDeps): void => {
  const { adminRooms, rooms, members, history, enforcements } = deps;

  binder.bind(adminRoomRoutes.adminRooms, async ({ query }) => {
    const { cursor, limit, ...request } = query;
    return ok(await adminRooms.list(request, cursor, limit));
  });

  binder.bind(adminRoomRoutes.adminRoom, async ({ params }) =>
    ok(await adminRooms.detail(params.room_id)),
  );

  binder.bind(adminRoomRoutes.adminRoomMembers, async ({ params, query }) => {
    await adminRooms.get(params.room_id);
    return ok(await members.list(params.room_id, query.cursor, query.limit));
  });

  binder.bind(adminRoomRoutes.adminRoomMessages, async ({ params, query }, { caller }) =>
    ok(await history.messages(params.room_id, caller.user.id, query)),
  );

  binder.bind(adminRoomRoutes.deleteAnyRoom, async ({ params }) =>
    ok({
      enforced: enforcements.follow(
        { action: "room.delete", target: params.room_id },
        [{ type: "room_deleted", roomId: params.room_id }],
        await rooms.delete(params.room_id),
      ),
    }),
  );
};
