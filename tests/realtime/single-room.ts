import { expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import type { Person, SetStage, Stage } from "./stage.ts";
import { unique } from "./stage.ts";

const roomIds = async (stage: Stage, { token }: Person): Promise<string[]> => {
  const { rooms } = await stage.rest().ok<{ rooms: Room[] }>("GET", "/api/rooms", { token });
  return rooms.map(({ id }) => id);
};

/** Enters another room, and must have left `former` before it is in. */
const moves = async (stage: Stage, who: Person, former: string, room: Room): Promise<void> => {
  await who.socket.do("join_room", { room_id: room.id }, "room_joined");
  expect(await who.socket.next("room_removed", { room_id: former })).toMatchObject({
    reason: "single_room",
  });
  const names = who.socket.events.map((event) => event.event);
  expect(names.lastIndexOf("room_removed")).toBeLessThan(names.lastIndexOf("room_joined"));
  expect(await roomIds(stage, who)).toEqual([room.id]);
};

/** MUST 6 for guests. */
export const singleRoomCases = (set: SetStage): void => {
  test("a guest who joins another ephemeral room leaves the former first", async () => {
    await using stage = set();
    const [gus, host] = [await stage.guest("gus"), await stage.guest("host")];
    const first = await stage.room("ephemeral", gus);
    const second = await stage.room("ephemeral", host);
    const third = await stage.room("ephemeral", await stage.person("ada"));
    await moves(stage, gus, first.id, second);
    // Nobody was left in it.
    await host.socket.refused("not_found", { action: "join_room", room_id: first.id });
    const phone = await stage.connect(gus.identity);
    await moves(stage, gus, second.id, third);
    expect(await phone.socket.next("room_removed")).toMatchObject({ room_id: second.id });
    expect(await phone.socket.next("room_added")).toMatchObject({ room: { id: third.id } });
    expect(await host.socket.next("member", { change: "left" })).toMatchObject({
      user: { id: gus.id, number: gus.identity.user.number },
    });
  });

  test("so does one who creates one, however fast; a room that can't be had costs none", async () => {
    await using stage = set();
    const gus = await stage.guest("gus");
    const first = await stage.room("ephemeral", gus);
    const taken = await stage.room("ephemeral", await stage.person("ada"));
    const make = { action: "create_room", kind: "ephemeral" };
    await gus.socket.refused("conflict", { ...make, name: taken.name });
    await gus.socket.refused("not_found", { action: "join_room", room_id: gus.id });
    expect(await roomIds(stage, gus)).toEqual([first.id]);

    const phone = await stage.connect(gus.identity);
    const refs = [gus, phone].flatMap(({ socket }) =>
      [1, 2, 3].map(() => ({ socket, ref: socket.sendRef({ ...make, name: unique("q") }) })),
    );
    for (const { socket, ref } of refs) {
      // The other socket may have moved on from it before this one was told.
      const answer = await socket.answer(ref);
      expect(answer.event === "error" ? answer.code : answer.event).toMatch(
        /^(room_created|not_found)$/,
      );
    }
    expect(await roomIds(stage, gus)).toHaveLength(1);
  });

  test("what a guest said in a room stands before they move on from it in one breath", async () => {
    await using stage = set();
    const [host, gus] = [await stage.person("host"), await stage.guest("gus")];
    const first = await stage.room("ephemeral", host, gus);
    const second = await stage.room("ephemeral", await stage.guest("other"));
    const say = (room_id: string) => ({ action: "send_message", room_id, content: "bye" });
    const refs = [
      say(first.id),
      { action: "join_room", room_id: second.id },
      say(second.id),
      { action: "create_room", kind: "ephemeral", name: unique("q") },
    ].map((frame) => gus.socket.sendRef(frame));
    const answers = await Promise.all(refs.map((ref) => gus.socket.answer(ref)));
    expect(answers.map(({ event }) => event)).toEqual([
      "ack",
      "room_joined",
      "ack",
      "room_created",
    ]);
    await host.socket.next("message", { room_id: first.id, content: "bye" });
  });

  test("members are in as many as they like", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    for (let i = 0; i < 3; i++) await stage.room("ephemeral", ada);
    expect(await roomIds(stage, ada)).toHaveLength(3);
  });
};

/** The same for members, where the settings say so: for a target of its own. */
export const singleRoomForMembersCases = (set: SetStage): void => {
  test("single_room holds members too once it is set, at once", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const host = await stage.person("host");
    await stage.admin("PUT", "/settings", { ...DEFAULT_SETTINGS, single_room: true });
    const agora = await stage.room("public", host, ada);
    const first = await stage.room("ephemeral", ada);
    const second = await stage.room("ephemeral", host);
    await ada.socket.do("join_room", { room_id: second.id }, "room_joined");
    expect(await ada.socket.next("room_removed")).toMatchObject({
      room_id: first.id,
      reason: "single_room",
    });
    expect((await roomIds(stage, ada)).toSorted()).toEqual([agora.id, second.id].toSorted());
  });
};
