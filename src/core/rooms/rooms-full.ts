import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";

const ROOMS = LIMITS.roomsPerUser.toLocaleString("en");

/** Said to whoever would enter one more. */
export const yourRoomsAreFull = (): ProtocolError =>
  new ProtocolError("conflict", `You are in ${ROOMS} rooms already.`);

/** Said to whoever would bring somebody into a room. */
export const theirRoomsAreFull = (): ProtocolError =>
  new ProtocolError("conflict", `They are in ${ROOMS} rooms already.`);
