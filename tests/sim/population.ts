import type { Chance } from "./chance.ts";
import type { Plan } from "./plan.ts";
import type { Database } from "./store/database.ts";

/** A device that somebody has, and what it remembers of an earlier time. */
export interface Owned {
  readonly name: string;
  readonly userId: string;
  /** Sends of one room in flight. */
  readonly window: number;
  readonly cursors: Readonly<Record<string, number>>;
}

/** Users, rooms and what was said in them before. Answers the devices that the users have. */
export const populate = (database: Database, plan: Plan, chance: Chance): Owned[] => {
  const devices: Owned[] = [];
  const total = plan.users + plan.guests;
  for (let index = 0; index < total; index += 1) {
    const userId = `user${index}`;
    addUser(database, userId, index >= plan.users, 10_000 + index);
    const count = chance.integer(plan.devicesOfOne[0], plan.devicesOfOne[1]);
    for (let number = 1; number <= count; number += 1) {
      devices.push({
        name: `${userId}.${number}`,
        userId,
        window: chance.pick([1, 1, 8]),
        cursors: chance.happens(0.5) ? { agora: chance.integer(0, plan.history) } : {},
      });
    }
  }
  const accounts = Array.from({ length: plan.users }, (_, index) => `user${index}`);
  const some = accounts.filter((_, index) => index === 0 || chance.fraction() < plan.crowd);
  const others = accounts.filter((_, index) => index === 0 || chance.fraction() < plan.crowd);
  addRoom(database, "agora", "public", some);
  addRoom(database, "cellar", "private", others.slice(0, -1));
  addRoom(database, "garden", "public", accounts.slice(0, 1));
  addHistory(database, "agora", "somebody", plan.history);
  return devices;
};

const addUser = (database: Database, id: string, isGuest: boolean, number: number): void => {
  database.accounts.add(
    {
      id,
      kind: isGuest ? "guest" : "member",
      ...(isGuest ? { number } : { username: id }),
      displayName: id,
      role: "user",
      disabled: false,
      deleted: false,
      createdAt: 0,
      lastSeenAt: 0,
    },
    {
      id: `session-${id}`,
      userId: id,
      audience: "chat",
      generation: 0,
      rotatedAt: 0,
      createdAt: 0,
      lastUsedAt: 0,
      expiresAt: Number.MAX_SAFE_INTEGER,
      ip: "",
      userAgent: "",
    },
  );
};

const addRoom = (
  database: Database,
  id: string,
  kind: "public" | "private",
  userIds: readonly string[],
): void => {
  database.rooms.createRoom(
    { id, name: id, kind, createdBy: "user0", createdAt: 0 },
    userIds.map((userId, index) => ({
      roomId: id,
      userId,
      role: index === 0 ? "owner" : "member",
      joinedAt: index,
      muted: false,
      pinned: false,
      read: { seq: 0, n: 0 },
    })),
  );
};

const addHistory = (database: Database, roomId: string, senderId: string, count: number): void => {
  database.settle(
    Array.from({ length: count }, (_, index) => ({
      roomId,
      seq: index + 1,
      n: index + 1,
      id: `old-${index + 1}`,
      cid: `old-${index + 1}`,
      senderId,
      at: 0,
      serverId: "before",
      erased: false,
      payload: { event: "message", content: `old ${index + 1}` },
    })),
  );
};
