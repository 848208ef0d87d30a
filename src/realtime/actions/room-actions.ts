import { authorize } from "../../core/access.ts";
import type { Caller } from "../../core/caller.ts";
import { failureOf } from "../../core/failure.ts";
import type { FoundRoom } from "../../core/rooms/rooms.ts";
import { LIMITS } from "../../protocol/limits.ts";
import { admit, readmit } from "../admission.ts";
import type { RealtimeContext } from "../context.ts";
import { enterRoom } from "../enter-room.ts";
import { awaiting, noSuchRoom, readRoomEntry } from "../room-entry.ts";
import type { Session } from "../session.ts";
import { type ActionHandler, refOf, type ValidAction } from "./action-handler.ts";

const findRoom = async (
  { rooms }: RealtimeContext,
  { room_id, name }: ValidAction<"join_room">,
  userId: string,
): Promise<FoundRoom | undefined> => {
  const id = room_id ?? (name === undefined ? undefined : (await rooms.findByName(name))?.id);
  return id === undefined ? undefined : rooms.find(id, userId);
};

/** A failure may have come after the membership was made: then the event tells what the answer could not. */
const entering = async (
  context: RealtimeContext,
  session: Session,
  roomId: string,
  action: () => Promise<void>,
): Promise<void> => {
  try {
    await awaiting(session, roomId, "entering", action);
  } catch (error) {
    const userId = session.caller?.user.id;
    if (userId !== undefined && failureOf(error).code === "unavailable") {
      void admit(context, session, roomId, userId);
    }
    throw error;
  } finally {
    const userId = session.caller?.user.id;
    if (userId !== undefined && !session.subscriptions.has(roomId)) {
      context.presence.leave(roomId, userId, session.id);
    }
  }
};

/**
 * Once a member; who joins, before the other servers confirm that they know: whoever hears of it may ask any of them at
 * once who is there.
 */
const comeOnline = ({ presence }: RealtimeContext, session: Session, roomId: string): void => {
  const user = session.caller?.user;
  if (user === undefined || session.closed) return;
  presence.enter(roomId, { id: user.id, display_name: user.display_name }, session.id);
};

/**
 * Who leaves a room takes along what they have waiting there. What this connection said before it leaves, or goes into
 * an ephemeral room, for which it may have to leave another, was said while it was in.
 */
const afterSends = ({ log }: RealtimeContext, { user }: Caller): Promise<void> =>
  log.settledOf(user.id);

export const joinRoom: ActionHandler<"join_room"> = async (context, session, action, caller) => {
  const found = await findRoom(context, action, caller.user.id);
  authorize({ caller: "user", room: "join" }, caller, found?.standing, context.policy);
  if (found === undefined) throw noSuchRoom();
  const { id, kind } = found.room;
  if (kind === "ephemeral") await afterSends(context, caller);
  await entering(context, session, id, async () => {
    const added = () => comeOnline(context, session, id);
    await context.rooms.join(caller, found.room, { added });
    const entry = await readRoomEntry(context, session, id, caller.user.id);
    if (entry === undefined) throw noSuchRoom();
    if (session.closed) return;
    const { live, view } = entry;
    const tip = { seq: live.tip.seq, n: live.tip.n };
    const subscription = session.subscriptions.get(id);
    const isBehind = subscription?.cursor !== undefined;
    // The answer says that the next entry follows the tip: what is still being caught up with is given up.
    if (isBehind && action.after === undefined) {
      session.outbox.event({ event: "reset", room_id: id, tip });
    }
    session.outbox.event({
      event: "room_joined",
      ...refOf(action),
      room: view,
      tip,
      members_online: view.online,
    });
    if (subscription !== undefined && !isBehind && action.after === undefined) return;
    enterRoom(context, session, live, entry, live.tip, action.after);
  });
};

export const leaveRoom: ActionHandler<"leave_room"> = async (context, session, action, caller) => {
  const { room } = await context.rooms.require(caller, action.room_id, "leave");
  await afterSends(context, caller);
  const isTheEnd = await awaiting(session, room.id, "leaving", async () => {
    if (await context.rooms.leave(caller, room)) return true;
    // Somebody else ended it for them meanwhile, and left it to this to say so, or is about to.
    return session.awaiting.get(room.id) === "left" || session.subscriptions.has(room.id);
  });
  // They were told of the end: what is said now is what anybody else is told.
  if (!isTheEnd) return leaveRoom(context, session, action, caller);
  // Another server may have let them out before, and this one not have heard of it yet.
  context.hub.detach(session, room.id);
  session.outbox.event({ event: "room_left", ...refOf(action), room_id: room.id });
  void readmit(context, session, room.id, caller.user.id);
};

export const createRoom: ActionHandler<"create_room"> = async (
  context,
  session,
  action,
  caller,
) => {
  const id = context.random.uuid(context.clock.now());
  if (action.kind === "ephemeral") await afterSends(context, caller);
  await entering(context, session, id, async () => {
    await context.rooms.create(caller, action, id);
    comeOnline(context, session, id);
    const entry = await readRoomEntry(context, session, id, caller.user.id);
    if (entry === undefined) throw noSuchRoom();
    if (session.closed) return;
    const { seq, n } = entry.live.tip;
    const { view } = entry;
    session.outbox.event({
      event: "room_created",
      ...refOf(action),
      room: view,
      tip: { seq, n },
    });
    enterRoom(context, session, entry.live, entry, entry.live.tip, undefined);
  });
};

/** The subscription of a member; throws what authorize() says of anybody else. */
const requireSubscription = async (
  context: RealtimeContext,
  session: Session,
  action: { readonly room_id: string },
) => {
  const { caller } = session;
  if (caller !== undefined && !session.subscriptions.has(action.room_id)) {
    await context.rooms.require(caller, action.room_id, "read");
    // They have joined on another connection, and this one is yet to be told.
    await admit(context, session, action.room_id, caller.user.id);
  }
  const subscription = session.subscriptions.get(action.room_id);
  if (subscription === undefined) throw noSuchRoom();
  return subscription;
};

export const openRoom: ActionHandler<"open_room"> = async (context, session, action) => {
  const { room, standing } = await requireSubscription(context, session, action);
  const members = action.members === true;
  context.hub.watch(session, room, members);
  // Watched before: what the other reads meanwhile is told of, and the later mark counts.
  const peerRead =
    members && standing.peerId !== undefined
      ? await context.members.readMark(room.id, standing.peerId)
      : undefined;
  if (!session.subscriptions.has(room.id)) await requireSubscription(context, session, action);
  session.outbox.event({
    event: "presence_state",
    ...refOf(action),
    room_id: room.id,
    online: context.presence.online(room.id),
    users: context.presence.users(room.id, LIMITS.presenceUsers),
    ...(peerRead === undefined ? {} : { peer_read: peerRead }),
  });
};

export const closeRoom: ActionHandler<"close_room"> = (context, session, action) => {
  const room = session.subscriptions.get(action.room_id)?.room;
  if (room !== undefined) context.hub.unwatch(session, room);
  session.outbox.event({ event: "room_closed", ...refOf(action), room_id: action.room_id });
};

export const typing: ActionHandler<"typing"> = async (context, session, action, caller) => {
  const { room, standing } = await requireSubscription(context, session, action);
  if (await context.speech.isBlocked(caller, standing)) return;
  // Nobody has to be told that somebody does not do what they were not known to do.
  if (!action.on && !session.stopTyping(room.id)) return;
  if (action.on) session.startTyping(room.id);
  const { id, display_name } = caller.user;
  context.bus.signal({
    to: "room",
    roomId: room.id,
    event: { event: "typing", room_id: room.id, user_id: id, display_name, on: action.on },
    exceptUser: id,
  });
};

export const read: ActionHandler<"read"> = async (context, session, action, caller) => {
  const { room, standing } = await requireSubscription(context, session, action);
  const read = { id: room.id, kind: standing.kind };
  const mark = await context.members.markRead(read, caller.user.id, action.seq, session.id);
  // The room may have ended for them meanwhile: nothing more is said of it then.
  if (!session.subscriptions.has(room.id)) await requireSubscription(context, session, action);
  session.outbox.event({ event: "read", ...refOf(action), room_id: room.id, ...mark });
};
