import { expect, test } from "vitest";
import { until } from "../harness/wait.ts";
import type { SetStage } from "./stage.ts";

/** PROTOCOL §4 update_username. */
export const profileCases = (set: SetStage): void => {
  test("a new name is told to all who share a room, and stands in what comes after", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const phone = await stage.connect(ada.identity);
    const one = await stage.room("public", ada, ben);
    await stage.room("private", ada, ben);
    await stage.say(ada, one.id, "before");
    await ben.socket.do("open_room", { room_id: one.id }, "presence_state");
    const display_name = "Ada Lovelace 🧮";
    const answer = await ada.socket.do("update_username", { display_name }, "user_updated");
    const user = { ...ada.identity.user, display_name };
    expect(answer).toEqual({ event: "user_updated", ref: answer.ref, user });
    for (const { socket } of [ben, phone]) {
      expect(await socket.next("user_updated")).toEqual({ event: "user_updated", user });
    }
    const { seq } = await stage.say(ada, one.id, "after");
    const entry = await ben.socket.next("message", { seq });
    expect(entry.sender).toEqual({ id: ada.id, display_name });
    ada.socket.send({ action: "typing", room_id: one.id, on: true });
    expect(await ben.socket.next("typing")).toMatchObject({ display_name });
    await until("who is there is known by it too", async () => {
      const state = await ben.socket.do("open_room", { room_id: one.id }, "presence_state");
      return state.users.some(
        (known) => known.id === ada.id && known.display_name === display_name,
      );
    });
    await eve.socket.fence();
    expect(eve.socket.seen("user_updated")).toEqual([]);
    // Once each, however many rooms they share.
    for (const { socket } of [ada, ben, phone]) {
      await socket.fence();
      expect(socket.seen("user_updated")).toHaveLength(1);
    }
    expect((await stage.connect(ada.identity)).welcome.user).toEqual(user);
  });

  test("over REST it is told to every socket too", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const direct = await stage.direct(ada, ben);
    const body = { display_name: "Countess" };
    await stage.rest().ok("PATCH", "/api/auth/me", { token: ada.token, body });
    for (const { socket } of [ada, ben]) {
      expect(await socket.next("user_updated")).toMatchObject({ user: { id: ada.id, ...body } });
    }
    const back = await stage.connect(ben.identity);
    expect(back.welcome.rooms).toMatchObject([{ id: direct.id, name: "Countess", peer: body }]);
  });

  test("names: 1 to 64 characters, of guests 1 to 16", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const gus = await stage.guest("gus");
    const rename = (display_name: unknown) => ({ action: "update_username", display_name });
    for (const name of ["x", "😀".repeat(64)]) {
      await ada.socket.do("update_username", { display_name: name }, "user_updated");
    }
    for (const name of ["x", "😀".repeat(16)]) {
      await gus.socket.do("update_username", { display_name: name }, "user_updated");
    }
    for (const name of ["", "  ", "x".repeat(65), "a\0b", "a\ud800", 5, null]) {
      await ada.socket.refused("bad_request", rename(name));
    }
    await gus.socket.refused("bad_request", rename("x".repeat(17)));
    await ada.socket.refused("bad_request", { action: "update_username" });
    await ada.socket.refused("bad_request", { ...rename("x"), role: "admin" });
  });

  test("a guest who upgrades stays who it is, in its rooms", async () => {
    await using stage = set();
    const [gus, eve] = [await stage.guest("gus"), await stage.guest("eve")];
    const room = await stage.room("ephemeral", gus, eve);
    const username = `gus-${gus.identity.user.number}`;
    const body = { username, password: "a password of a guest" };
    await stage.rest().ok("POST", "/api/auth/upgrade", { token: gus.token, body });
    expect(await eve.socket.next("user_updated")).toMatchObject({
      user: { id: gus.id, kind: "member", username, display_name: "gus" },
    });
    await stage.say(gus, room.id, "an account now");
    expect((await eve.socket.next("message")).sender).toEqual({ id: gus.id, display_name: "gus" });
  });
};
