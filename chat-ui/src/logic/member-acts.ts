import type { Member, RoomSummary } from "../../../src/protocol/rooms.ts";
import type { User } from "../../../src/protocol/users.ts";

/** What a member may do to another, as the server will see it too. */
export type MemberAct =
  | "write"
  | "make-owner"
  | "make-moderator"
  | "make-member"
  | "kick"
  | "block";

type Role = Member["role"];

const roleActs = (mine: Role | undefined, theirs: Role): MemberAct[] => {
  if (mine !== "owner") return [];
  const all: readonly (readonly [Role, MemberAct])[] = [
    ["owner", "make-owner"],
    ["moderator", "make-moderator"],
    ["member", "make-member"],
  ];
  return all.filter(([role]) => role !== theirs).map(([, act]) => act);
};

export const memberActs = (
  room: Pick<RoomSummary, "my_role" | "kind">,
  me: Pick<User, "id" | "kind">,
  member: Member,
  blocked: boolean,
): MemberAct[] => {
  if (member.user.id === me.id) return [];
  const leads = room.my_role === "owner" || room.my_role === "moderator";
  const accounts = me.kind === "member" && member.user.kind === "member";
  return [
    ...(accounts && !blocked ? (["write"] as const) : []),
    ...roleActs(room.my_role, member.role),
    ...(leads && member.role !== "owner" ? (["kick"] as const) : []),
    "block" as const,
  ];
};

export const ROLE_OF_ACT: Partial<Record<MemberAct, Role>> = {
  "make-owner": "owner",
  "make-moderator": "moderator",
  "make-member": "member",
};
