import type { ServerEvent } from "../protocol/events.ts";
import type { ClientEvents } from "./client-events.ts";
import type { Emitter } from "./emitter.ts";
import type { Feed } from "./feed.ts";
import type { OpenRooms } from "./open-rooms.ts";
import type { Outbox } from "./outbox/outbox.ts";
import type { ReadMarks } from "./read-marks.ts";
import type { Session } from "./session.ts";
import type { TypingSignal } from "./typing-signal.ts";

export interface EventTargets {
  readonly listeners: Emitter<ClientEvents>;
  readonly feed: Feed;
  readonly outbox: Outbox;
  readonly session: Session;
  readonly readMarks: ReadMarks;
  readonly typing: TypingSignal;
  readonly openRooms: OpenRooms;
}

/** What each event of the server means to the parts of the client, before listeners hear of it. */
export const routeEvent = (event: ServerEvent, to: EventTargets): void => {
  switch (event.event) {
    case "message":
    case "edit":
    case "delete":
    case "reaction":
    case "member":
    case "room":
      // The feed says when it is its turn.
      to.feed.receive(event);
      return;
    case "reset":
      to.feed.reset(event);
      return;
    case "room_added":
    case "room_joined":
    case "room_created":
      to.feed.track(event.room.id, event.tip);
      break;
    case "room_left":
    case "room_removed":
    case "room_deleted":
      to.openRooms.forget(event.room_id);
      to.feed.untrack(event.room_id);
      to.readMarks.forget(event.room_id);
      to.typing.forget(event.room_id);
      to.outbox.dropSent(event.room_id);
      break;
    case "read":
      to.readMarks.confirmed(event.room_id, event.seq);
      break;
    case "user_updated":
      to.session.update(event.user);
      break;
    case "ack":
    case "pong":
    case "error":
    case "authenticated":
    case "reauthenticate":
    case "draining":
      // For whoever asked, or for the connection itself.
      return;
    default:
      break;
  }
  to.listeners.emit(event.event, event);
};
