import { ProtocolError } from "../../protocol/errors.ts";

/** What the last admin who can act is told who would bar, demote or delete themselves. */
export const noAdminLeft = (): ProtocolError =>
  new ProtocolError("conflict", "No admin would be left; make another one first.");
