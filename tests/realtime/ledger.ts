import type { Entry } from "../../src/protocol/entries.ts";
import type { EventOf, ServerEvent } from "../../src/protocol/events.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Mark } from "../../src/protocol/primitives.ts";

interface Place {
  /** What the next entry has to be. */
  seq: number;
  /** Of the entry before it; unknown behind a cursor. */
  n: number | undefined;
  /** Nothing but a reset may come of this room. */
  resetDue: boolean;
}

/**
 * Follows one connection and objects to every event that MUST 2 and the definitions of `tip`, `reset`
 * and `room_removed` don't allow: entries step by one from their cursor, and nothing comes of a room that is over.
 */
export class Ledger {
  readonly #places = new Map<string, Place>();
  readonly #opened = new Set<string>();
  readonly #over = new Set<string>();
  #cursors: Readonly<Record<string, number>> = {};
  readonly #after = new Map<string | undefined, number>();
  #authenticated = false;

  /** What was asked for changes what has to come. */
  sent(action: Readonly<Record<string, unknown>>): void {
    const { action: name, cursors, after, ref } = action;
    if (name === "authenticate" && !this.#authenticated && cursors !== undefined) {
      this.#cursors = cursors as Record<string, number>;
    }
    if (name === "join_room" && typeof after === "number") {
      this.#after.set(ref as string | undefined, after);
    }
  }

  /** What is wrong with an event that came now. */
  fault(event: ServerEvent): string | undefined {
    if (!this.#authenticated && event.event !== "authenticated" && event.event !== "error") {
      return "before `authenticated`";
    }
    switch (event.event) {
      case "authenticated":
        this.#begin(event);
        return undefined;
      case "room_added":
      case "room_created":
        return this.#enter(event.room.id, event.tip, undefined);
      case "room_joined": {
        const after = this.#after.get(event.ref);
        this.#after.delete(event.ref);
        return this.#enter(event.room.id, event.tip, after);
      }
      case "reset":
        return this.#reset(event);
      case "room_left":
      case "room_removed":
      case "room_deleted":
        return this.#leave(event.room_id);
      case "message":
      case "edit":
      case "delete":
      case "reaction":
      case "member":
      case "room":
        return this.#step(event);
      default:
        return this.#other(event);
    }
  }

  #begin({ rooms }: EventOf<"authenticated">): void {
    if (this.#authenticated) return;
    this.#authenticated = true;
    for (const { id, tip } of rooms) this.#place(id, tip, this.#cursors[id]);
  }

  #place(roomId: string, tip: Mark, cursor: number | undefined): void {
    const resetDue =
      cursor !== undefined && (cursor > tip.seq || tip.seq - cursor > LIMITS.replayEntries);
    const seq = (cursor ?? tip.seq) + 1;
    const n = cursor === undefined || cursor === tip.seq ? tip.n : undefined;
    this.#places.set(roomId, { seq, n, resetDue });
  }

  #enter(roomId: string, tip: Mark, after: number | undefined): string | undefined {
    const place = this.#places.get(roomId);
    this.#over.delete(roomId);
    this.#place(roomId, tip, after);
    if (place === undefined || after !== undefined) return undefined;
    return place.seq === tip.seq + 1 ? undefined : `entered again at another tip than ${place.seq}`;
  }

  #reset({ room_id, tip }: EventOf<"reset">): string | undefined {
    if (!this.#places.has(room_id)) return "of a room that this connection is not in";
    this.#place(room_id, tip, undefined);
    return undefined;
  }

  #leave(roomId: string): string | undefined {
    this.#opened.delete(roomId);
    this.#over.add(roomId);
    return this.#places.delete(roomId) ? undefined : "of a room that this connection is not in";
  }

  #step(entry: Entry): string | undefined {
    const place = this.#places.get(entry.room_id);
    if (place === undefined) return "an entry of a room that this connection is not in";
    if (place.resetDue) return "an entry before the reset";
    const { seq, n } = place;
    place.seq = entry.seq + 1;
    place.n = entry.n;
    if (entry.seq !== seq) return `not the next entry, which is ${seq}`;
    const expected = n === undefined ? entry.n : n + (entry.event === "message" ? 1 : 0);
    return entry.n === expected ? undefined : `n is not ${expected}`;
  }

  #other(event: ServerEvent): string | undefined {
    const roomId = "room_id" in event ? event.room_id : undefined;
    if (roomId === undefined) return undefined;
    if (event.event === "room_closed") {
      this.#opened.delete(roomId);
      return undefined;
    }
    if (this.#over.has(roomId)) return "of a room that is over";
    if (event.event === "presence_state") this.#opened.add(roomId);
    const opened = this.#opened.has(roomId);
    return (event.event === "presence" || event.event === "typing") && !opened
      ? "of a room that was not opened"
      : undefined;
  }
}
