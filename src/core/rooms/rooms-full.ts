import { ProtocolError } from "../../protocol/errors.ts";

/** Said to whoever would bring somebody into a room. */
export const theirRoomsAreFull = (): ProtocolError =>
  new ProtocolError("conflict", "They are in 1,000 rooms already.");
