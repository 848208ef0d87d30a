import type { MembershipRecord } from "../../../ports/store/rooms.ts";
import type { Mark } from "../../../protocol/primitives.ts";
import type { MemberDocument } from "./documents.ts";

export const toMemberDocument = (member: MembershipRecord): MemberDocument => {
  const { roomId, userId, ...rest } = member;
  return { _id: { room: roomId, user: userId }, ...rest };
};

/** With the read mark as it really stands, where that is known. */
export const toMembershipRecord = (
  document: MemberDocument,
  read: Mark = document.read,
): MembershipRecord => {
  const { _id, role, joinedAt, muted, pinned } = document;
  return { roomId: _id.room, userId: _id.user, role, joinedAt, muted, pinned, read };
};
