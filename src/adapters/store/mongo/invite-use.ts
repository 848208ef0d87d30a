import type { Filter } from "mongodb";
import type { Collections, InSession } from "./connection.ts";
import type { InviteDocument } from "./documents.ts";

/** Neither spent, nor revoked, nor over at `now`. */
export const usable = (now: number): Filter<InviteDocument> => ({
  expiresAt: { $gt: new Date(now) },
  revoked: { $exists: false },
  $or: [{ usesLeft: { $exists: false } }, { usesLeft: { $gt: 0 } }],
});

/** Takes a use of it, where they are counted. False when it does not let into that room at `now`. */
export const spendInvite = async (
  { invites }: Pick<Collections, "invites">,
  { code, roomId, now }: { readonly code: string; readonly roomId: string; readonly now: number },
  scope: InSession,
): Promise<boolean> => {
  const invite = await invites.findOne({ _id: code, room: roomId, ...usable(now) }, scope);
  if (invite === null) return false;
  if (invite.usesLeft !== undefined) {
    await invites.updateOne({ _id: code }, { $inc: { usesLeft: -1 } }, scope);
  }
  return true;
};
