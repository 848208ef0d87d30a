import { expect, test } from "vitest";
import { type SetStage, unique } from "./stage.ts";

const NOT_VALID = [
  ["no name", { kind: "public" }],
  ["no kind", { name: "x" }],
  ["a direct room", { name: "x", kind: "direct" }],
  ["an unknown kind", { name: "x", kind: "secret" }],
  ["a blank name", { name: "  ", kind: "public" }],
  ["an empty name", { name: "", kind: "public" }],
  ["a name of 65", { name: "x".repeat(65), kind: "private" }],
  ["an ephemeral name of 17", { name: "x".repeat(17), kind: "ephemeral" }],
  ["a topic of 257", { name: "x", kind: "private", topic: "x".repeat(257) }],
  ["a name with a lone surrogate", { name: "x\ud800", kind: "private" }],
] as const;

/** PROTOCOL §1 room, §4 create_room. */
export const creatingCases = (set: SetStage): void => {
  test.each(["public", "private", "ephemeral"] as const)(
    "a %s room: its maker is in it, on every socket",
    async (kind) => {
      await using stage = set();
      const ada = await stage.person("ada");
      const phone = await stage.connect(ada.identity);
      const name = unique("r");
      const created = await ada.socket.do(
        "create_room",
        { name, kind, topic: "news" },
        "room_created",
      );
      const tip = { seq: 0, n: 0 };
      expect(created).toMatchObject({ tip });
      const { room } = created;
      expect(room).toEqual({
        id: room.id,
        name,
        kind,
        topic: "news",
        created_by: ada.id,
        created_at: room.created_at,
        members: 1,
        online: 1,
        my_role: "owner",
        muted: false,
        pinned: false,
        ...(kind === "ephemeral" && { expires_at: room.expires_at }),
      });
      expect(await phone.socket.next("room_added")).toMatchObject({ room: { id: room.id }, tip });
      expect(await stage.say(ada, room.id)).toMatchObject({ seq: 1, n: 1 });
      await phone.socket.next("message", { seq: 1 });
      expect(ada.socket.seen("room_added")).toEqual([]);
    },
  );

  test("names of public and ephemeral rooms are unique together, private ones are free", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const suffix = unique("n").slice(-8);
    const make = (name: string, kind: string) => ({ action: "create_room", name, kind });
    await ada.socket.do("create_room", { name: `ǆ${suffix}`, kind: "public" }, "room_created");
    for (const name of [`ǆ${suffix}`, `Ǆ${suffix}`, `dž${suffix}`, `DŽ${suffix.toUpperCase()}`]) {
      await ben.socket.refused("conflict", make(name, "public"));
      await ben.socket.refused("conflict", make(name, "ephemeral"));
      await ben.socket.do("create_room", { name, kind: "private" }, "room_created");
    }
    await ada.socket.do("create_room", { name: `e${suffix}`, kind: "ephemeral" }, "room_created");
    await ben.socket.refused("conflict", make(`E${suffix}`, "public"));
  });

  test("the longest that fits", async () => {
    await using stage = set();
    const { socket } = await stage.person();
    const long = { name: "😀".repeat(64), kind: "private", topic: "😀".repeat(256) } as const;
    const { room } = await socket.do("create_room", long, "room_created");
    expect(room).toMatchObject({ name: long.name, topic: long.topic });
    const name = `${unique("😀")}${"😀".repeat(6)}`;
    expect(Array.from(name)).toHaveLength(16);
    await socket.do("create_room", { name, kind: "ephemeral" }, "room_created");
  });

  test.each(NOT_VALID)("%s is bad_request", async (_, fields) => {
    await using stage = set();
    const { socket } = await stage.guest();
    const error = await socket.refused("bad_request", { action: "create_room", ...fields });
    expect(error.issues?.length).toBeGreaterThan(0);
  });

  test("guests create ephemeral rooms only", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    for (const kind of ["public", "private"]) {
      await socket.refused("forbidden", { action: "create_room", name: unique("g"), kind });
    }
    await socket.do("create_room", { name: unique("g"), kind: "ephemeral" }, "room_created");
  });
};
