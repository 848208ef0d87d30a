import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import { Flusher } from "./flusher.ts";
import { sharedFrame } from "./frame.ts";
import { Outbox } from "./outbox.ts";

const MIB = 2 ** 20;

const openOutbox = () => {
  const clock = new ManualClock();
  const socket = new FakeSocket();
  const owner = {
    lost: 0,
    slow: () => {
      owner.lost += 1;
    },
  };
  return {
    clock,
    socket,
    owner,
    outbox: new Outbox(socket, new Flusher(clock, new Meter()), owner),
  };
};

const pong = (at: number) => ({ event: "pong", at }) as const;
const times = (socket: FakeSocket) =>
  socket.frames.map((frame) => frame.map((event) => ("at" in event ? event.at : undefined)));

describe("an outbox", () => {
  test("sends what came in the order in which it came, and a turn's events in one frame", () => {
    const step = fc.constantFrom("event", "encoded", "entries", "turn");
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { clock, socket, outbox } = openOutbox();
        const frames: number[][] = [];
        let open: number[] = [];
        const close = () => {
          if (open.length > 0) frames.push(open);
          open = [];
        };
        for (const [at, what] of steps.entries()) {
          if (what === "event" || what === "encoded") {
            if (what === "event") outbox.event(pong(at));
            else outbox.json(JSON.stringify(pong(at)));
            open.push(at);
            continue;
          }
          close();
          if (what === "turn") {
            clock.endTurn();
          } else {
            expect(outbox.frame(sharedFrame([JSON.stringify(pong(at))]))).toBe(true);
            frames.push([at]);
          }
        }
        close();
        clock.endTurn();
        expect(times(socket)).toEqual(frames);
      }),
    );
  });

  test("hands a frame that many share to the socket as it is", () => {
    const { socket, outbox } = openOutbox();
    const frame = sharedFrame(["1"]);
    outbox.frame(frame);
    expect(socket.sent[0]).toBe(frame);
  });

  test("takes no entries while more than 1 MiB is unsent, and loses nothing of what it was told", () => {
    const { clock, socket, outbox, owner } = openOutbox();
    outbox.event(pong(1));
    socket.stick(MIB + 1);
    expect(outbox.frame(sharedFrame([JSON.stringify(pong(2))]))).toBe(false);
    expect(socket.sent).toEqual([]);
    expect(outbox.bufferedBytes).toBe(MIB + 1);
    // What is for this socket alone can't be paged.
    clock.endTurn();
    expect(times(socket)).toEqual([[1]]);
    socket.drain();
    expect(outbox.frame(sharedFrame([JSON.stringify(pong(3))]))).toBe(true);
    expect(times(socket)).toEqual([[1], [3]]);
    expect(owner.lost).toBe(0);
  });

  test("says so when events are lost: too much is unsent, or the socket refuses", () => {
    const full = openOutbox();
    full.socket.stick(4 * MIB + 1);
    full.outbox.event(pong(1));
    full.clock.endTurn();
    expect(full.owner.lost).toBe(1);
    expect(full.socket.sent).toEqual([]);

    const gone = openOutbox();
    gone.socket.refusing = true;
    gone.outbox.event(pong(1));
    expect(gone.owner.lost).toBe(0);
    gone.clock.endTurn();
    expect(gone.owner.lost).toBe(1);
    // Entries can be had again: no more than a gap.
    expect(gone.outbox.frame(sharedFrame(["1"]))).toBe(false);
    expect(gone.owner.lost).toBe(1);
  });

  test("a flush without events sends nothing", () => {
    const { socket, outbox } = openOutbox();
    outbox.flush();
    expect(socket.sent).toEqual([]);
  });
});
