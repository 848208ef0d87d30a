import type { Entry } from "../../../src/protocol/entries.ts";
import type { ServerEvent } from "../../../src/protocol/events.ts";
import type { Mark } from "../../../src/protocol/primitives.ts";
import type { Observation } from "../history.ts";
import { type Evidence, isEntry, type Peer, type StoredRoom, type Violation } from "./evidence.ts";

/** By room: the next entry of the connection is this + 1. */
type Positions = Map<string, number>;

/** Follows one connection as PROTOCOL §4 describes it, and objects to every other step. */
class Follower {
  readonly #name: string;
  readonly #positions: Positions = new Map();
  readonly #joins = new Map<string, number | undefined>();
  #cursors: Readonly<Record<string, number>> = {};

  constructor(name: string) {
    this.#name = name;
  }

  get positions(): ReadonlyMap<string, number> {
    return this.#positions;
  }

  sent(action: Extract<Observation, { kind: "sent" }>["action"]): void {
    if (action.action === "authenticate") this.#cursors = action.cursors ?? {};
    if (action.action === "join_room") this.#joins.set(action.ref ?? "", action.after);
  }

  /** Answers what is wrong with the event, if anything is. */
  received(event: ServerEvent): string | undefined {
    if (isEntry(event)) return this.#step(event);
    switch (event.event) {
      case "authenticated":
        for (const room of event.rooms) {
          this.#positions.set(room.id, this.#cursors[room.id] ?? room.tip.seq);
        }
        return undefined;
      case "room_joined":
        return this.#joined(event.room.id, event.tip, this.#joins.get(event.ref ?? ""));
      case "room_created":
      case "room_added":
        return this.#joined(event.room.id, event.tip, undefined);
      case "reset":
        this.#positions.set(event.room_id, event.tip.seq);
        return undefined;
      case "room_left":
      case "room_removed":
      case "room_deleted":
        this.#positions.delete(event.room_id);
        return undefined;
      default:
        return undefined;
    }
  }

  #joined(room: string, tip: Mark, after: number | undefined): string | undefined {
    const position = this.#positions.get(room);
    this.#positions.set(room, after ?? tip.seq);
    if (after !== undefined || position === undefined || position === tip.seq) return undefined;
    return `${this.#name} jumped in ${room} from ${position} to ${tip.seq} without a reset`;
  }

  #step({ room_id, seq }: Entry): string | undefined {
    const position = this.#positions.get(room_id);
    if (position === undefined) return `${this.#name} got ${room_id}/${seq} without being in it`;
    this.#positions.set(room_id, seq);
    if (seq === position + 1) return undefined;
    return `${this.#name} got ${room_id}/${seq} after ${position}`;
  }
}

export const stepsByOne = (history: readonly Observation[], peers: ReadonlyMap<string, Peer>) => {
  const violations: Violation[] = [];
  const followers = new Map<string, Follower>();
  const arrived = new Map<string, ReadonlyMap<string, number>>();
  for (const o of history) {
    if (o.kind === "opened") {
      const follower = new Follower(o.connection);
      followers.set(o.connection, follower);
      arrived.set(peers.get(o.connection)?.client ?? "", follower.positions);
    } else if (o.kind === "sent") {
      followers.get(o.connection)?.sent(o.action);
    } else if (o.kind === "received") {
      const detail = followers.get(o.connection)?.received(o.event);
      if (detail !== undefined) violations.push({ invariant: "steps_by_one", detail });
    }
  }
  return { violations, arrived };
};

export const converged = (
  settled: Evidence["settled"],
  arrived: ReadonlyMap<string, ReadonlyMap<string, number>>,
  logs: ReadonlyMap<string, StoredRoom>,
): Violation[] =>
  settled.flatMap(({ client, room }): Violation[] => {
    const position = arrived.get(client)?.get(room);
    const tip = logs.get(room)?.tip.seq;
    if (tip !== undefined && position === tip) return [];
    const detail = `${client} is at ${position} of ${room}, the store at ${tip}`;
    return [{ invariant: "converged", detail }];
  });
