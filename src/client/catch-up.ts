import type { Entry } from "../protocol/entries.ts";

/** Tells when everything that was missed while disconnected has been applied. */
export class CatchUp {
  readonly #done: (result: { rooms: number; messages: number }) => void;
  /** The seq up to which each room was written when the connection was made. */
  readonly #expected = new Map<string, number>();
  #rooms = 0;
  #messages = 0;

  constructor(done: (result: { rooms: number; messages: number }) => void) {
    this.#done = done;
  }

  expect(roomId: string, cursor: number, tip: number): void {
    // Beyond the tip: a `reset` is on its way.
    if (cursor !== tip) this.#expected.set(roomId, tip);
  }

  /** All that is to come is known. `resumed`: a first connection has nothing to catch up with. */
  begin(resumed: boolean): void {
    this.#rooms = this.#expected.size;
    if (resumed && this.#rooms === 0) this.#done({ rooms: 0, messages: 0 });
  }

  applied(entry: Entry): void {
    const tip = this.#expected.get(entry.room_id);
    if (tip === undefined) return;
    if (entry.event === "message") this.#messages++;
    if (entry.seq >= tip) this.settle(entry.room_id);
  }

  /** The room begins anew at its tip: so many messages before it will not come one by one. */
  skipped(roomId: string, messages: number): void {
    if (this.#expected.has(roomId)) this.#messages += messages;
    this.settle(roomId);
  }

  /** Nothing more is to come of the room. */
  settle(roomId: string): void {
    if (!this.#expected.delete(roomId) || this.#expected.size > 0) return;
    this.#done({ rooms: this.#rooms, messages: this.#messages });
  }
}
