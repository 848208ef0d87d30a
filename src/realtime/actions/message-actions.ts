import { authorize } from "../../core/access.ts";
import type { Caller } from "../../core/caller.ts";
import type { PostingRoom } from "../../core/messages/messages.ts";
import type { Draft } from "../../core/messages/room-log.ts";
import type { SlowModeSlot, Utterance, UtteranceKind } from "../../core/messages/speech.ts";
import { peerOf } from "../../core/rooms/room-view.ts";
import { admit } from "../admission.ts";
import type { Outcome } from "../batch.ts";
import type { RealtimeContext } from "../context.ts";
import { errorEvent } from "../error-event.ts";
import type { Session } from "../session.ts";
import { type ActionHandler, refOf } from "./action-handler.ts";

const POST = { caller: "user", room: "post" } as const;

/** Where the caller may write: without I/O when this connection is in the room. */
const postingRoom = (
  context: RealtimeContext,
  session: Session,
  caller: Caller,
  roomId: string,
): PostingRoom | Promise<PostingRoom> => {
  const standing = session.subscriptions.get(roomId)?.standing;
  if (standing === undefined) return findPostingRoom(context, session, caller, roomId);
  authorize(POST, caller, standing, context.policy);
  return standing;
};

const findPostingRoom = async (
  context: RealtimeContext,
  session: Session,
  caller: Caller,
  roomId: string,
): Promise<PostingRoom> => {
  const { room, standing } = await context.rooms.require(caller, roomId, "post");
  // They have joined on another connection: this one is told of it before it is of what it says there.
  await admit(context, session, roomId, caller.user.id);
  const peerId = peerOf(room, caller.user.id);
  return peerId === undefined ? standing : { ...standing, peerId };
};

/** Runs `next` at once when there is nothing to wait for: a connection's sends keep their order. */
const when = <T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> =>
  value instanceof Promise ? value.then(next) : next(value);

const submit = (
  context: RealtimeContext,
  session: Session,
  draft: Draft,
  action: { readonly ref?: string | undefined },
  letInAt: number,
  slot?: SlowModeSlot,
): void => {
  const { clock, meter } = context;
  const { receivedAt } = session;
  // While something was looked up for it. Who closes the socket themselves is heard to the end.
  if (session.dismissed) {
    slot?.giveBack();
    return;
  }
  const settle = (outcome: Outcome): void => {
    if (!outcome.ok || outcome.appended.repeated) slot?.giveBack();
    if (session.closed) return;
    if (!outcome.ok) {
      session.outbox.event(errorEvent(outcome.error, action.ref));
      return;
    }
    const { record, repeated } = outcome.appended;
    const { roomId, cid, id, seq, n, at } = record;
    if (!repeated) meter.acked(receivedAt, clock.monotonic(), record);
    session.outbox.event({ event: "ack", ...refOf(action), room_id: roomId, cid, id, seq, n, at });
  };
  context.log.submit(draft, settle, letInAt);
};

/** Where the caller may write this: at once when there is nothing to wait for. */
const allowed = (
  context: RealtimeContext,
  session: Session,
  caller: Caller,
  kind: UtteranceKind,
  said: Utterance,
): SlowModeSlot | undefined | Promise<SlowModeSlot | undefined> =>
  when(postingRoom(context, session, caller, said.room_id), (room) =>
    context.speech.check(caller, room, kind, said),
  );

export const sendMessage: ActionHandler<"send_message"> = (context, session, action, caller) => {
  const letInAt = context.log.moment();
  return when(allowed(context, session, caller, "message", action), (slot) => {
    const drafting = context.messages.draftMessage(caller, action);
    // The sender is told below; what is drafted at once can't fail.
    if (drafting instanceof Promise) drafting.catch(() => slot?.giveBack());
    return when(drafting, (draft) => {
      session.stopTyping(action.room_id);
      submit(context, session, draft, action, letInAt, slot);
    });
  });
};

export const editMessage: ActionHandler<"edit_message"> = (context, session, action, caller) => {
  const letInAt = context.log.moment();
  return when(allowed(context, session, caller, "edit", action), () =>
    submit(context, session, context.messages.draftEdit(caller, action), action, letInAt),
  );
};

export const deleteMessage: ActionHandler<"delete_message"> = (
  context,
  session,
  action,
  caller,
) => {
  const letInAt = context.log.moment();
  return when(postingRoom(context, session, caller, action.room_id), (room) =>
    submit(context, session, context.messages.draftDelete(caller, room, action), action, letInAt),
  );
};

export const react: ActionHandler<"react"> = (context, session, action, caller) => {
  const letInAt = context.log.moment();
  return when(allowed(context, session, caller, "reaction", { room_id: action.room_id }), () =>
    submit(context, session, context.messages.draftReaction(caller, action), action, letInAt),
  );
};
