import type { LastMinute } from "../core/stats/last-minute.ts";
import type { ActivityHere, RoomActivity } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { RuntimeName } from "../protocol/primitives.ts";
import type { Hub } from "./hub.ts";

/** As many as a server names where none are asked for. */
const BUSIEST = 1_000;

export interface RoomActivitiesDeps {
  readonly serverId: string;
  readonly runtime: RuntimeName;
  readonly hub: Pick<Hub, "room">;
  readonly clock: Pick<Clock, "monotonic">;
  /** Messages that this server took, by room. */
  readonly messages: LastMinute;
}

/** What goes on in rooms on this server. */
export class RoomActivities {
  readonly #deps: RoomActivitiesDeps;

  constructor(deps: RoomActivitiesDeps) {
    this.#deps = deps;
  }

  /** Of those rooms in which something goes on; without any named, of the busiest. */
  here(roomIds: readonly string[] | undefined): ActivityHere {
    const { serverId, runtime, messages, clock } = this.#deps;
    const now = clock.monotonic();
    const counts =
      roomIds === undefined
        ? this.#busiest(now)
        : roomIds.map((id) => [id, messages.count(id, now)] as const);
    return {
      server_id: serverId,
      runtime,
      rooms: counts
        .map(([roomId, count]) => this.#of(roomId, count))
        .filter((room) => room.messages > 0 || room.connections > 0),
    };
  }

  #busiest(now: number): [roomId: string, messages: number][] {
    return Array.from(this.#deps.messages.all(now))
      .sort(([, a], [, b]) => b - a)
      .slice(0, BUSIEST);
  }

  #of(roomId: string, messages: number): RoomActivity {
    const connections = this.#deps.hub.room(roomId)?.subscriptions.size ?? 0;
    return { room_id: roomId, messages, connections };
  }
}
