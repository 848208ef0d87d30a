import type { Member } from "../../../src/protocol/rooms.ts";
import { shownName } from "../../../ui/logic/display-name.ts";

export interface MemberGroup {
  readonly online: boolean;
  readonly members: readonly Member[];
}

const ROLE_ORDER = { owner: 0, moderator: 1, member: 2 } as const;

const order = (a: Member, b: Member): number =>
  ROLE_ORDER[a.role] - ROLE_ORDER[b.role] ||
  shownName(a.user.display_name).localeCompare(shownName(b.user.display_name)) ||
  (a.user.id < b.user.id ? -1 : 1);

/** Who is there first; in each group owners, moderators, then by name. */
export const memberGroups = (
  members: readonly Member[],
  /** Undefined where it is not known: then what was so when the list was read holds. */
  isOnline: (id: string) => boolean | undefined,
): MemberGroup[] => {
  const sorted = [...members].sort(order);
  const isThere = ({ user, online }: Member): boolean => isOnline(user.id) ?? online;
  const groups: MemberGroup[] = [
    { online: true, members: sorted.filter(isThere) },
    { online: false, members: sorted.filter((m) => !isThere(m)) },
  ];
  return groups.filter((group) => group.members.length > 0);
};
