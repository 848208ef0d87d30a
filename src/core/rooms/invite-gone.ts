import { ProtocolError } from "../../protocol/errors.ts";

export const inviteGone = (): ProtocolError =>
  new ProtocolError("gone", "This invite is spent, expired or revoked.");
