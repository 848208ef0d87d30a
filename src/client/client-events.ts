import type { Entry } from "../protocol/entries.ts";
import type { EventOf, ServerEventName } from "../protocol/events.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import type { User } from "../protocol/users.ts";
import type { ConnectionState } from "./connection-state.ts";
import type { OutboxItem } from "./outbox/outbox-item.ts";
import type { SeqRange } from "./room-cursor.ts";

/** Answers to a caller and what the client deals with itself are not for listeners. */
type Internal = "pong" | "ack" | "error" | "reauthenticate" | "authenticated" | "draining";

type FromServer = { readonly [N in Exclude<ServerEventName, Internal>]: EventOf<N> };

/**
 * What a ChatClient tells. Server events come under their own names; entries (`message`, `edit`, …) only in
 * their order, none missing and none twice between two `reset`s of their room.
 */
export interface ClientEvents extends FromServer {
  state: ConnectionState;
  /** All of the user's rooms, at every (re)connect; entries missed meanwhile come right after it. */
  rooms: readonly RoomSummary[];
  /** Every entry of every room, before it comes under its own name. */
  entry: Entry;
  /** After a reconnect: all that was missed has come. `messages` counts what was new. */
  caught_up: { readonly rooms: number; readonly messages: number };
  /** What is missing of a room's log and on its way, at the end of what was told; undefined once it has come. */
  gap: { readonly room_id: string; readonly gap: SeqRange | undefined };
  /** Some send of the room changed its state, came or went: read `outbox.items(room_id)` again. */
  outbox: { readonly room_id: string; readonly item: OutboxItem };
  /** Signed in, renamed or (undefined) signed out. */
  user: User | undefined;
}
