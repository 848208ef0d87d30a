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
    const { serverId, runtime } = this.#deps;
    const rooms = roomIds === undefined ? this.#busiest() : roomIds.map((id) => this.#of(id));
    return {
      server_id: serverId,
      runtime,
      rooms: rooms.filter(({ messages, connections }) => messages > 0 || connections > 0),
    };
  }

  #of(roomId: string): RoomActivity {
    const { hub, clock, messages } = this.#deps;
    return {
      room_id: roomId,
      messages: messages.count(roomId, clock.monotonic()),
      connections: hub.room(roomId)?.subscriptions.size ?? 0,
    };
  }

  #busiest(): RoomActivity[] {
    const { hub, clock, messages } = this.#deps;
    return Array.from(messages.all(clock.monotonic()))
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, BUSIEST)
      .map(([roomId, count]) => ({
        room_id: roomId,
        messages: count,
        connections: hub.room(roomId)?.subscriptions.size ?? 0,
      }));
  }
}
