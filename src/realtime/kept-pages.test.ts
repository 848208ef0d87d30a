import { describe, expect, test } from "vitest";
import { openRoom, published, range, seqs } from "../../tests/harness/paged-room.ts";

describe("a page that was read from the store", () => {
  test("a page that one was sent is there for those who come later, unless its texts changed since", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await quiet();
    const late = connect(250).socket;
    await quiet();
    expect(seqs(late)).toEqual(range(251, 300));
    expect(state.reads).toBe(1);

    state.stored += 1;
    room.deliver([{ ...published(301), rewrites: 260 }]);
    const later = connect(250).socket;
    // Deleted while the page is read: what was read may show it still.
    await Promise.resolve();
    state.stored += 1;
    room.deliver([{ ...published(302), rewrites: 261 }]);
    await quiet();
    expect(seqs(later)).toEqual(range(251, 302));
    const reads = state.reads;
    expect(reads).toBeGreaterThan(1);
    const last = connect(250).socket;
    await quiet();
    expect(seqs(last)).toEqual(range(251, 302));
    expect(state.reads).toBe(reads + 1);
  });

  test("what retention removed is not sent from memory either, once that is known", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await quiet();
    room.raise(260);
    const { socket } = connect(255);
    await quiet();
    expect(socket.events).toEqual([{ event: "reset", room_id: "r", tip: { seq: 300, n: 300 } }]);
    const near = connect(259).socket;
    await quiet();
    expect(seqs(near)).toEqual(range(260, 300));
    expect(state.reads).toBe(1);
  });

  test("a page with a hole is read again", async () => {
    const { connect, state, quiet } = openRoom(300);
    state.holes = 2;
    const { socket } = connect(250);
    await quiet();
    expect(seqs(socket)).toEqual(range(251, 300));
    expect(state.reads).toBe(3);
  });

  test("who comes after a rename shares no page that was asked for before it", async () => {
    const { connect, room, state, quiet } = openRoom(300);
    connect(250);
    await Promise.resolve();
    room.ring.renamed("ana");
    const { socket } = connect(250);
    await quiet();
    expect(seqs(socket)).toEqual(range(251, 300));
    expect(state.reads).toBe(2);
  });
});
