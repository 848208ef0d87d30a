import { expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { until } from "../harness/wait.ts";
import type { Person, SetStage } from "./stage.ts";

/** Seconds, for the target of these cases: longer than a busy machine is held up, or rooms that are talked in end too. */
export const SHORT_TTL = 10;

/** PROTOCOL §1 room: EPHEMERAL_TTL, and guests with GUESTS=public. */
export const ephemeralCases = (set: SetStage): void => {
  test("a room without traffic is gone after its time; one with traffic stays", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const silent = await stage.room("ephemeral", ada, ben);
    const lively = await stage.room("ephemeral", ada, ben);
    const expiresAt = async (id: string): Promise<number> => {
      const path = `/api/rooms/${id}`;
      const { room } = await stage.rest().ok<{ room: Room }>("GET", path, { token: ada.token });
      return room.expires_at ?? 0;
    };
    expect(silent.expires_at).toBe(silent.created_at + SHORT_TTL * 1_000);
    const before = await expiresAt(lively.id);
    let last = await stage.say(ada, lively.id);
    const isOver = ({ socket }: Person): boolean =>
      ["room_deleted", "room_removed"].includes(socket.of(silent.id).at(-1) ?? "");
    while (!isOver(ben)) last = await stage.say(ada, lively.id);
    // Who is on another server is told by that.
    await until("ada is told too", () => isOver(ada));
    expect(await expiresAt(lively.id)).toBeGreaterThan(before);
    // When a room had its last entry is noted once a second.
    const end = last.at + SHORT_TTL * 1_000 - 1_000;
    await until("its end moves on", async () => (await expiresAt(lively.id)) >= end);
    for (const { socket } of [ada, ben]) {
      expect(socket.of(lively.id).at(-1)).toBe("message");
      await socket.refused("not_found", { action: "join_room", room_id: silent.id });
      await socket.refused("not_found", { action: "join_room", name: silent.name });
    }
    // Its name is free for the living.
    const fields = { name: silent.name, kind: "ephemeral" } as const;
    await ben.socket.do("create_room", fields, "room_created");
  });

  test("with GUESTS=public guests join public rooms, and keep them beside an ephemeral one", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const gus = await stage.guest("gus");
    const agora = await stage.room("public", ada, gus);
    await gus.socket.do("join_room", { name: agora.name }, "room_joined");
    await stage.say(gus, agora.id);
    await ada.socket.next("message", { room_id: agora.id });
    await stage.room("ephemeral", gus);
    await stage.say(gus, agora.id, "still here");
    await gus.socket.refused("forbidden", { action: "create_room", name: "x", kind: "public" });
    const cellar = await stage.room("private", ada);
    await gus.socket.refused("not_found", { action: "join_room", room_id: cellar.id });
  });
};
