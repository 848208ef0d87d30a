import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { Invites } from "../core/rooms/invites.ts";
import type { Members } from "../core/rooms/members.ts";
import type { Rooms } from "../core/rooms/rooms.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import { roomRoutes } from "../protocol/rest/rooms.ts";
import { FIXED_LIMITS } from "../protocol/settings.ts";
import { created, noContent, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface RoomRouteDeps {
  readonly rooms: Rooms;
  readonly members: Members;
  readonly invites: Invites;
  readonly limiter: RateLimiter;
}

const bindRooms = (binder: RouteBinder, { rooms, members, limiter }: RoomRouteDeps): void => {
  const countCreated = (userId: string): Promise<void> =>
    enforceLimit(limiter, `rooms_created:${userId}`, FIXED_LIMITS.rooms_created);

  binder.bind(roomRoutes.createRoom, async ({ body }, { caller }) => {
    await countCreated(caller.user.id);
    return created({ room: await rooms.create(caller, body) });
  });

  binder.bind(roomRoutes.openDirectRoom, async ({ body }, { caller }) => {
    const { room, created: isNew } = await rooms.openDirect(caller, body.user_id, () =>
      countCreated(caller.user.id),
    );
    return isNew ? created({ room }) : ok({ room });
  });

  binder.bind(roomRoutes.rooms, async (_input, { caller }) =>
    ok({ rooms: await rooms.list(caller.user.id) }),
  );

  binder.bind(roomRoutes.discoverRooms, async ({ query }, { caller }) => {
    const page = await rooms.discover(caller, query.query ?? "", query.cursor, query.limit);
    return ok({
      rooms: [...page.items],
      ...(page.nextCursor === undefined ? {} : { next_cursor: page.nextCursor }),
    });
  });

  binder.bind(roomRoutes.room, async ({ params }, { caller }) =>
    ok({ room: await rooms.get(params.room_id, caller.user.id) }),
  );

  binder.bind(roomRoutes.updateRoom, async ({ body }, { caller, found }) =>
    ok({ room: await rooms.update(caller, found.room, body) }),
  );

  binder.bind(roomRoutes.deleteRoom, async ({ params }) => {
    await rooms.delete(params.room_id);
    return noContent;
  });

  binder.bind(roomRoutes.joinRoom, async (_input, { caller, found }) =>
    ok({ room: await rooms.join(caller, found.room) }),
  );

  binder.bind(roomRoutes.leaveRoom, async (_input, { caller, found }) => {
    await rooms.leave(caller, found.room);
    return noContent;
  });

  binder.bind(roomRoutes.updateMyMembership, async ({ params, body }, { caller }) =>
    ok({ room: await members.setPreferences(params.room_id, caller, body) }),
  );
};

const bindMembers = (binder: RouteBinder, { members }: RoomRouteDeps): void => {
  binder.bind(roomRoutes.members, async ({ params, query }) =>
    ok(await members.list(params.room_id, query.cursor, query.limit)),
  );

  binder.bind(roomRoutes.addMember, async ({ body }, { found }) =>
    created({ member: await members.add(found.room, body.user_id) }),
  );

  binder.bind(roomRoutes.updateMember, async ({ params, body }, { found }) =>
    ok({ member: await members.setRole(found.room, params.user_id, body.role) }),
  );

  binder.bind(roomRoutes.kickMember, async ({ params }, { caller, found }) => {
    await members.kick(caller, found.room, params.user_id);
    return noContent;
  });
};

const bindInvites = (binder: RouteBinder, { invites }: RoomRouteDeps): void => {
  binder.bind(roomRoutes.createInvite, async ({ body }, { caller, found }) =>
    created(await invites.create(caller, found.room, body)),
  );

  binder.bind(roomRoutes.invites, async ({ params, query }) =>
    ok(await invites.list(params.room_id, query.cursor, query.limit)),
  );

  binder.bind(roomRoutes.revokeInvite, async ({ params }) => {
    await invites.revoke(params.room_id, params.code);
    return noContent;
  });

  binder.bind(roomRoutes.inviteCard, async ({ params }) =>
    ok({ invite: await invites.card(params.code) }),
  );

  binder.bind(roomRoutes.acceptInvite, async ({ params }, { caller }) =>
    ok({ room: await invites.accept(caller, params.code) }),
  );
};

export const bindRoomRoutes = (binder: RouteBinder, deps: RoomRouteDeps): void => {
  bindRooms(binder, deps);
  bindMembers(binder, deps);
  bindInvites(binder, deps);
};
