import { ProtocolError } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";

interface OpenRoom {
  readonly action: "open_room";
  readonly room_id: string;
  readonly members?: true;
}
type Ask = (action: OpenRoom) => Promise<EventOf<"presence_state">>;

/** Rooms whose presence and typing are wanted, over reconnects; and what becomes of their members, where that is known. */
export class OpenRooms {
  readonly #ask: Ask;
  readonly #wanted = new Set<string>();
  /** Of this connection's server: one from before `members` refuses the whole action for it. */
  #knowsMembers = true;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  open(roomId: string): Promise<EventOf<"presence_state">> {
    this.#wanted.add(roomId);
    return this.#open(roomId);
  }

  forget(roomId: string): void {
    this.#wanted.delete(roomId);
  }

  clear(): void {
    this.#wanted.clear();
  }

  /** Another connection may lead to another server, of another version. */
  connected(): void {
    this.#knowsMembers = true;
    // Told as `presence_state`; a room that is closed to us by now stays without.
    for (const roomId of this.#wanted) this.#open(roomId).catch(() => undefined);
  }

  async #open(room_id: string): Promise<EventOf<"presence_state">> {
    const plain = { action: "open_room", room_id } as const;
    if (!this.#knowsMembers) return this.#ask(plain);
    try {
      return await this.#ask({ ...plain, members: true });
    } catch (error) {
      const refused = error instanceof ProtocolError && error.code === "bad_request";
      // Closed meanwhile, it must not be opened after that.
      if (!refused || !this.#wanted.has(room_id)) throw error;
      const answer = await this.#ask(plain);
      this.#knowsMembers = false;
      return answer;
    }
  }
}
