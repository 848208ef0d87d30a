import { StoreUnavailable } from "../../src/ports/store/store.ts";
import { ProtocolError } from "../../src/protocol/errors.ts";
import type { Device } from "./device.ts";
import type { World } from "./world.ts";

const NEEDED = { kick: "moderate", add: "invite", promote: "own", rename: "own" } as const;

/** A repeat of a cid over another way in, and what it was answered. */
export interface Repeat {
  readonly roomId: string;
  readonly userId: string;
  readonly cid: string;
  readonly id: string;
  readonly seq: number;
}

/** What people do past their sockets, on whichever server answers. */
export class OverRest {
  readonly repeats: Repeat[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** As a client does that had no answer over its socket. */
  repeat(device: Device): void {
    const { chance, coverage } = this.#world;
    const server = this.#world.anyServer();
    const caller = server?.caller(device.userId);
    // With several in flight, the other way would be no repeat but a way to overtake.
    if (device.window > 1) return;
    const message = device.transmitted.at(-chance.integer(1, 4));
    if (server === undefined || caller === undefined || message === undefined) return;
    const { roomId, cid, content, replyTo } = message;
    const items = device.client.outbox.items(roomId);
    // What was refused is over; said again, it is said for the first time.
    if (items.some((item) => item.cid === cid && item.state === "refused")) return;
    const { rooms, messages, sequencer } = server.realtime;
    const send = async (): Promise<void> => {
      await rooms.require(caller, roomId, "post");
      const request = { room_id: roomId, cid, content, reply_to: replyTo };
      const draft = await messages.draftMessage(caller, request);
      const { record, repeated } = await sequencer.append(draft);
      if (repeated) coverage.note("repeated over REST");
      this.repeats.push({ roomId, userId: device.userId, cid, id: record.id, seq: record.seq });
    };
    this.#tolerate(send());
  }

  /** Says something else under a cid that is acked. */
  contradict(device: Device): void {
    const { chance, coverage, plan, witness } = this.#world;
    const server = this.#world.anyServer();
    const caller = server?.caller(device.userId);
    // What retention has removed can be said anew.
    if (server === undefined || caller === undefined || plan.retains) return;
    if (device.acked.length === 0) return;
    const { roomId, cid } = chance.pick(device.acked);
    const { rooms, messages, sequencer } = server.realtime;
    const send = async (): Promise<void> => {
      await rooms.require(caller, roomId, "post");
      const request = { room_id: roomId, cid, content: "something else" };
      const draft = await messages.draftMessage(caller, request);
      const { record } = await sequencer.append(draft);
      // What a deleted message said nobody knows any more.
      if (!record.erased) witness.object(`another message under the cid ${cid} was taken`);
    };
    const note = (error: unknown): never => {
      if (error instanceof ProtocolError && error.code === "conflict") {
        coverage.note("another message under the same cid was refused");
      }
      throw error;
    };
    this.#tolerate(send().catch(note));
  }

  moderate(what: "kick" | "add" | "promote" | "rename", userId: string, roomId: string): void {
    const { chance, devices } = this.#world;
    const server = this.#world.anyServer();
    const caller = server?.caller(userId);
    if (server === undefined || caller === undefined) return;
    const other = chance.pick(devices).userId;
    const { rooms, members } = server.realtime;
    const act = async (): Promise<void> => {
      const { room } = await rooms.require(caller, roomId, NEEDED[what]);
      if (what === "kick") await members.kick(caller, room, other);
      else if (what === "promote") {
        await members.setRole(room, other, chance.pick(["member", "moderator"]));
      } else if (what === "rename") {
        const topic = chance.happens(0.5) ? `topic ${chance.integer(1, 9)}` : undefined;
        await rooms.update(caller, room, { name: `${roomId} ${chance.integer(1, 9)}`, topic });
      } else if (room.kind === "private") await members.add(room, other);
    };
    this.#tolerate(act());
  }

  /** Refusals are part of life; anything else is a mistake. */
  #tolerate(doing: Promise<unknown>): void {
    doing.catch((error: unknown) => {
      if (!(error instanceof ProtocolError) && !(error instanceof StoreUnavailable)) {
        this.#world.witness.object(String((error as Error).stack ?? error));
      }
    });
  }
}
