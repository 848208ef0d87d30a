import type { Caller } from "../core/caller.ts";
import { enforceLimit } from "../core/limits/enforce-limit.ts";
import type { LiveSettings } from "../core/live-settings.ts";
import type { History } from "../core/messages/history.ts";
import type { LogReader } from "../core/messages/log-reader.ts";
import type { Messages, PostingRoom, SendRequest } from "../core/messages/messages.ts";
import type { Appended, RoomLog } from "../core/messages/room-log.ts";
import type { Speech } from "../core/messages/speech.ts";
import type { Reports } from "../core/moderation/reports.ts";
import type { Members } from "../core/rooms/members.ts";
import { peerOf } from "../core/rooms/room-view.ts";
import type { Rooms } from "../core/rooms/rooms.ts";
import type { RateLimiter } from "../ports/rate-limit.ts";
import type { RoomStore } from "../ports/store/rooms.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { messageRoutes } from "../protocol/rest/messages.ts";
import { FIXED_LIMITS } from "../protocol/settings.ts";
import { created, ok } from "./reply.ts";
import type { RouteBinder } from "./route-binder.ts";

export interface MessageRouteDeps {
  readonly rooms: Rooms;
  readonly members: Members;
  readonly messages: Messages;
  readonly history: History;
  readonly reports: Reports;
  readonly log: RoomLog;
  readonly reader: LogReader;
  readonly roomIdsOf: RoomStore["roomIdsOf"];
  readonly limiter: RateLimiter;
  readonly settings: LiveSettings;
  readonly speech: Speech;
}

export const bindMessageRoutes = (binder: RouteBinder, deps: MessageRouteDeps): void => {
  const { rooms, members, messages, history, reports, log, reader, limiter, settings, speech } =
    deps;

  const post = async (
    caller: Caller,
    room: PostingRoom,
    request: SendRequest,
    letInAt: number,
  ): Promise<Appended> => {
    const slot = await speech.check(caller, room, "message", request);
    let appended: Appended | undefined;
    try {
      appended = await log.append(await messages.draftMessage(caller, request), letInAt);
      return appended;
    } finally {
      if (appended?.repeated !== false) slot?.giveBack();
    }
  };

  binder.bind(messageRoutes.messages, async ({ params, query }, { caller }) =>
    ok(await history.messages(params.room_id, caller.user.id, query)),
  );

  binder.bind(messageRoutes.reactors, async ({ params, query }) =>
    ok(await history.reactors(params.room_id, query)),
  );

  binder.bind(messageRoutes.entries, async ({ params, query }) =>
    ok(await history.entries(params.room_id, query.after, query.limit)),
  );

  binder.bind(messageRoutes.postMessage, async ({ params, body }, { caller, found, askedAt }) => {
    const { user } = caller;
    const { guest_messages, member_messages } = settings.current.limits;
    // The same key as over WebSocket: it is one limit, whichever way they come.
    const rule = user.kind === "guest" ? guest_messages : member_messages;
    await enforceLimit(limiter, `messages:${user.id}`, rule);
    const peerId = peerOf(found.room, user.id);
    const room = peerId === undefined ? found.standing : { ...found.standing, peerId };
    const request = { room_id: params.room_id, ...body };
    const { record, repeated, entry: fresh } = await post(caller, room, request, askedAt);
    const entry = fresh ?? (await reader.entries(record.roomId, record.seq - 1, 1))[0];
    // Where it is not there any more, the next one is found in its place.
    if (entry?.event !== "message" || entry.seq !== record.seq) {
      throw new ProtocolError("gone", "Retention has removed this message.");
    }
    return repeated ? ok({ entry }) : created({ entry });
  });

  binder.bind(messageRoutes.markRead, async ({ body }, { caller, found }) =>
    ok({ read: await members.markRead(found.room, caller.user.id, body.seq) }),
  );

  binder.bind(messageRoutes.report, async ({ body }, { caller }) => {
    await enforceLimit(limiter, `reports:${caller.user.id}`, FIXED_LIMITS.reports);
    await reports.report(caller, body);
    return created({});
  });

  binder.bind(messageRoutes.search, async ({ query }, { caller }) => {
    const { room_id: roomId, ...search } = query;
    if (roomId !== undefined) await rooms.require(caller, roomId, "read");
    const roomIds = roomId === undefined ? await deps.roomIdsOf(caller.user.id) : [roomId];
    return ok(await history.search(caller.user.id, { ...search, roomIds }));
  });
};
