import { expect, test } from "vitest";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import type { RealtimeContext } from "./context.ts";
import { Flusher } from "./flusher.ts";
import { LiveRoom } from "./live-room.ts";
import { readRoomEntry } from "./room-entry.ts";
import type { Session } from "./session.ts";

/** The name that a connection is told as it enters, and how often the room was read; `meanwhile` happens after each read. */
const enter = async (meanwhile: (rename: () => void, read: number) => void) => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const live = new LiveRoom("r", flusher, { delivered: () => {}, gap: () => {} });
  live.begin({ seq: 10, n: 8, floor: 1 });
  let name = 0;
  let reads = 0;
  const rename = (): void => {
    name += 1;
    const { seq, n } = live.accepted;
    const json = JSON.stringify({ event: "room", room_id: "r", seq: seq + 1, n, name: `${name}` });
    live.deliver([{ seq: seq + 1, n, json }]);
  };
  const context = {
    hub: { open: () => live, isLive: () => true },
    rooms: { find: async () => ({ room: { name: `${name}` }, membership: {} }) },
    views: {
      room: async (room: { readonly name: string }) => {
        reads += 1;
        meanwhile(rename, reads);
        return room;
      },
    },
    presence: { online: () => 1, isOnline: () => true },
  } as unknown as RealtimeContext;
  const session = { membershipChanges: 0 } as Session;
  const entry = await readRoomEntry(context, session, "r", "ana");
  return { told: entry?.view.name, name: `${name}`, reads };
};

test("a room that is renamed while it is read is told under its new name", async () => {
  const { told, name } = await enter((rename, read) => read === 1 && rename());
  expect(told).toBe(name);
});

test("messages meanwhile don't have it read again, nor do renames for ever", async () => {
  expect((await enter(() => {})).reads).toBe(1);
  expect((await enter((rename) => rename())).reads).toBe(5);
});
