import { expect, test } from "vitest";
import { ManualClock } from "../../../tests/harness/manual-clock.ts";
import type { RoomRecord } from "../../ports/store/rooms.ts";
import type { Caller } from "../caller.ts";
import type { Draft } from "../messages/room-log.ts";
import type { Memberships } from "./memberships.ts";
import type { RoomContext } from "./room-context.ts";
import { Rooms } from "./rooms.ts";

test("what the log says last is what the room is called, also where a rename is told after a later one", async () => {
  let stored = { id: "r", name: "first", kind: "public", members: 1 } as RoomRecord;
  const said: (string | undefined)[] = [];
  const begun = Promise.withResolvers<void>();
  const late = Promise.withResolvers<void>();
  const context = {
    store: {
      rooms: {
        room: async () => stored,
        membership: async () => undefined,
        updateRoom: async (_: string, change: Partial<RoomRecord>) => {
          stored = { ...stored, ...change };
          return stored;
        },
      },
    },
    log: {
      append: async ({ payload }: Draft) => {
        if (payload.event !== "room") return;
        // Another server has it, and is slow.
        if (payload.name === "second") {
          begun.resolve();
          await late.promise;
        }
        said.push(payload.name);
      },
    },
    bus: { command: async () => undefined },
    views: { room: async () => stored },
    clock: new ManualClock(),
    random: { uuid: () => "cid" },
  } as unknown as RoomContext;
  const rooms = new Rooms(context, {} as Memberships);
  const caller = { user: { id: "ana", display_name: "Ana" } } as Caller;
  const second = rooms.update(caller, stored, { name: "second" });
  await begun.promise;
  await rooms.update(caller, stored, { name: "third" });
  late.resolve();
  await second;
  expect(stored.name).toBe("third");
  expect(said).toEqual(["third", "second", "third"]);
});
