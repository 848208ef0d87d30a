import type { EventOf, ServerEventName } from "../protocol/events.ts";

/** What answers each action. */
interface Answers {
  readonly authenticate: "authenticated";
  readonly join_room: "room_joined";
  readonly leave_room: "room_left";
  readonly create_room: "room_created";
  readonly open_room: "presence_state";
  readonly close_room: "room_closed";
  readonly send_message: "ack";
  readonly edit_message: "ack";
  readonly delete_message: "ack";
  readonly react: "ack";
  readonly read: "read";
  readonly update_username: "user_updated";
  readonly ping: "pong";
}
export type Answered = keyof Answers;
export type AnswerTo<N extends Answered> = EventOf<Answers[N] & ServerEventName>;
