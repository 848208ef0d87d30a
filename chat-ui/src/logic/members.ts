import type { Member, RoomSummary } from "../../../src/protocol/rooms.ts";
import type { UserRef } from "../../../src/protocol/users.ts";
import { shownName } from "../../../ui/logic/display-name.ts";

export interface MemberGroup {
  readonly online: boolean;
  readonly members: readonly Member[];
  /** Of those who are online, whose rows the list has not come to yet, by name. */
  readonly ahead: readonly UserRef[];
  /** How many they are in the whole room. */
  readonly count: number;
}

/** A list that is read page by page. */
interface ReadMembers {
  readonly members: readonly Member[];
  /** More members follow. */
  readonly hasMore: boolean;
}

const ROLE_ORDER = { owner: 0, moderator: 1, member: 2 } as const;

const byName = (a: UserRef, b: UserRef): number =>
  shownName(a.display_name).localeCompare(shownName(b.display_name)) || (a.id < b.id ? -1 : 1);
const order = (a: Member, b: Member): number =>
  ROLE_ORDER[a.role] - ROLE_ORDER[b.role] || byName(a.user, b.user);

/** Who is there first; in each group owners, moderators, then by name. */
export const memberGroups = (
  { members, hasMore }: ReadMembers,
  room: Pick<RoomSummary, "members" | "online">,
  presence: {
    /** Undefined where it is not known: then what was so when the list was read holds. */
    isOnline(id: string): boolean | undefined;
    readonly onlineUsers: readonly UserRef[];
  },
): MemberGroup[] => {
  const sorted = [...members].sort(order);
  const isThere = ({ user, online }: Member): boolean => presence.isOnline(user.id) ?? online;
  const there = sorted.filter(isThere);
  const away = sorted.filter((member) => !isThere(member));
  const listed = new Set(members.map(({ user }) => user.id));
  const ahead = hasMore ? presence.onlineUsers.filter(({ id }) => !listed.has(id)) : [];
  const known = there.length + ahead.length;
  const online = hasMore ? Math.max(room.online, known) : known;
  const offline = hasMore ? Math.max(room.members - online, away.length) : away.length;
  const groups: MemberGroup[] = [
    { online: true, members: there, ahead: ahead.toSorted(byName), count: online },
    { online: false, members: away, ahead: [], count: offline },
  ];
  return groups.filter((group) => group.members.length + group.ahead.length > 0);
};
