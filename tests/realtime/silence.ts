import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import type { SetStage } from "./stage.ts";

/** PROTOCOL §4 and §1: what takes a minute. */
export const silenceCases = (set: SetStage): void => {
  test("60 s of silence are 3000; a ping every 30 s, or any frame, keeps a connection", async () => {
    await using stage = set();
    const [silent, pinging, mumbling] = await stage.people("silent", "pinging", "mumbling");
    const begun = performance.now();
    while (silent.socket.code === undefined && performance.now() - begun < 90_000) {
      await Promise.race([silent.socket.closed(90_000), delay(25_000)]);
      await pinging.socket.fence();
      mumbling.socket.sendText("mumble");
      await mumbling.socket.next("error");
    }
    expect(silent.socket.code).toBe(CLOSE.heartbeatLost);
    expect(performance.now() - begun).toBeGreaterThan(59_000);
    for (const { socket } of [pinging, mumbling]) expect(socket.code).toBeUndefined();
  });

  test("who was gone for 60 s has left its ephemeral rooms, who came back in time has not", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const room = await stage.room("ephemeral", ada, ben, cleo);
    ben.socket.cut();
    cleo.socket.cut();
    await delay(25_000);
    await ada.socket.fence();
    const back = await stage.connect(cleo.identity);
    await delay(25_000);
    for (const { socket } of [ada, back]) await socket.fence();
    await delay(12_000);
    expect(await ada.socket.next("member", { change: "left" })).toMatchObject({
      user: { id: ben.id },
    });
    await stage.say(back, room.id, "still here");
    expect(ada.socket.seen("member", { change: "left" })).toHaveLength(1);
  });
};
