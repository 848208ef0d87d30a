import { ProtocolError } from "../../protocol/errors.ts";

// In words, and not with `LIMITS.roomsPerUser`: by them the chat app finds its own in other languages.

/** Said to whoever would enter one more. */
export const yourRoomsAreFull = (): ProtocolError =>
  new ProtocolError("conflict", "You are in 1,000 rooms already.");

/** Said to whoever would bring somebody into a room. */
export const theirRoomsAreFull = (): ProtocolError =>
  new ProtocolError("conflict", "They are in 1,000 rooms already.");
