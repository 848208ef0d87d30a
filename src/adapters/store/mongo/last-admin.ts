import { inForce } from "./ban-document.ts";
import type { Connection, InSession } from "./connection.ts";

/** Whatever may make the first admin, or bar the last, changes this: two at once meet here. */
export const meetAdmins = async (
  { collections: { meta } }: Connection,
  scope: InSession,
): Promise<void> => {
  await meta.updateOne({ _id: "admins" }, { $inc: { changes: 1 } }, { ...scope, upsert: true });
};

/** Whether there is an admin beside this one who is neither disabled nor banned. */
export const hasOtherAdmin = async (
  { collections: { users, bans } }: Connection,
  scope: InSession,
  id: string,
  now: number,
): Promise<boolean> => {
  const able = { role: "admin", deleted: false, disabled: false, _id: { $ne: id } } as const;
  const others = await users.find(able, scope).project<{ _id: string }>({ _id: 1 }).toArray();
  const ids = others.map(({ _id }) => _id);
  const banned = await bans.distinct(
    "userId",
    { userId: { $in: ids }, kind: { $exists: false }, ...inForce(now) },
    scope,
  );
  return banned.length < ids.length;
};
