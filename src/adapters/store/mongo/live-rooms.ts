import type { Connection } from "./connection.ts";
import type { RoomDocument } from "./documents.ts";
import { Gathering } from "./gathering.ts";

/** Rooms that are not gone. What a removed room still holds is met by no reader: each asks here. */
export class LiveRooms {
  readonly #connection: Connection;
  readonly #live: Gathering<true>;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#live = new Gathering(async (roomIds) => {
      return new Map(Array.from(await this.among(roomIds), (roomId) => [roomId, true]));
    });
  }

  async has(roomId: string): Promise<boolean> {
    return (await this.#live.one(roomId)) === true;
  }

  async among(roomIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (roomIds.length === 0) return new Set();
    const { rooms } = this.#connection.collections;
    const found = await this.#connection.run((scope) =>
      rooms
        .find({ _id: { $in: [...roomIds] }, ...LIVE }, { ...scope, projection: { _id: 1 } })
        .toArray(),
    );
    return new Set(found.map(({ _id }) => _id));
  }
}

/** What a filter on rooms adds. */
export const LIVE = { removed: { $exists: false } } as const satisfies Record<
  keyof Pick<RoomDocument, "removed">,
  unknown
>;
