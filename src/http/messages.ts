import type { Caller } from "../core/caller.ts";
import { enforceLimit } from "../core/enforce-limit.ts";
import type { History } from "../core/history.ts";
import type { LiveSettings } from "../core/live-settings.ts";
import type { LogReader } from "../core/log-reader.ts";
import type { Members } from "../core/members.ts";
import type { Messages, PostingRoom, SendRequest } from "../core/messages.ts";
import type { Reports } from "../core/reports.ts";
import type { Appended, RoomLog } from "../core/room-log.ts";
import { peerOf } from "../core/room-view.ts";
import type { Rooms } from "../core/rooms.ts";
import type { Speech } from "../core/speech.ts";
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
  ): Promise<Appended> => {
    const slot = await speech.check(caller, room, "message", request);
    let appended: Appended | undefined;
    try {
      appended = await log.append(await messages.draftMessage(caller, request));
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

  binder.bind(messageRoutes.postMessage, async ({ params, body }, { caller, found }) => {
    const { user } = caller;
    const { guest_messages, member_messages } = settings.current.limits;
    // The same key as over WebSocket: it is one limit, whichever way they come.
    const rule = user.kind === "guest" ? guest_messages : member_messages;
    await enforceLimit(limiter, `messages:${user.id}`, rule);
    const peerId = peerOf(found.room, user.id);
    const room = peerId === undefined ? found.standing : { ...found.standing, peerId };
    const request = { room_id: params.room_id, ...body };
    const { record, repeated, entry: fresh } = await post(caller, room, request);
    const entry = fresh ?? (await reader.entries(record.roomId, record.seq - 1, 1))[0];
    if (entry?.event !== "message") {
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
