import type { Bus } from "../../ports/bus.ts";
import type { Partial, RoomSpread } from "../../protocol/admin-entities.ts";
import type { RoomCounts } from "./rooms-by-count.ts";

/** What goes on in a room, on all servers that answered. */
export interface Activity {
  readonly messages: number;
  /** Those with connections, most first. */
  readonly spread: readonly RoomSpread[];
}

/** What servers say of their rooms. */
export interface Activities extends RoomCounts {
  get(roomId: string): Activity;
  readonly partial: Partial | undefined;
}

const NOTHING: Activity = { messages: 0, spread: [] };

/** Asks all servers: of those rooms, or without any named of the busiest of each. */
export const askActivities = async (
  bus: Pick<Bus, "ask">,
  roomIds?: readonly string[],
): Promise<Activities> => {
  const question = roomIds === undefined ? {} : { roomIds };
  const { answers, servers, missing } = await bus.ask({ type: "room_activity", ...question });
  const byRoom = new Map<string, Activity>();
  for (const { server_id, runtime, rooms } of answers) {
    for (const { room_id, messages, connections } of rooms) {
      const known = byRoom.get(room_id) ?? NOTHING;
      const here = connections === 0 ? [] : [{ server_id, runtime, connections }];
      byRoom.set(room_id, {
        messages: known.messages + messages,
        spread: [...known.spread, ...here].toSorted(mostFirst),
      });
    }
  }
  return {
    get: (roomId) => byRoom.get(roomId) ?? NOTHING,
    count: (roomId) => byRoom.get(roomId)?.messages ?? 0,
    *counts() {
      for (const [roomId, { messages }] of byRoom) if (messages > 0) yield [roomId, messages];
    },
    partial: missing.length === 0 ? undefined : { answered: answers.length, servers, missing },
  };
};

const mostFirst = (a: RoomSpread, b: RoomSpread): number =>
  b.connections - a.connections || Number(a.server_id > b.server_id) * 2 - 1;
