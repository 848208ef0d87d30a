import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { type SetStage, unique } from "./stage.ts";

/** PROTOCOL §4: SIGTERM. Ends a server of the target. */
export const drainingCases = (set: SetStage): void => {
  test("SIGTERM: each socket is told its own wait, then 1012, and the server exits with 0", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const others = await Promise.all(
      Array.from({ length: 20 }, () => stage.connect(ben.identity, { at: 0 })),
    );
    const sockets = others.map(({ socket }) => socket);
    const [talker] = others;
    const refs = Array.from({ length: 100 }, (_, i) =>
      talker?.socket.sendRef({ action: "send_message", room_id: room.id, content: `${i}` }),
    );
    await talker?.socket.answer(refs[0] ?? "");
    const secrets = [unique("whisper"), unique("wrong")];
    const tokens = [ada.token, ada.identity.cookie.split("=")[1] ?? "", ben.token];
    const query = `?token=${ada.token}`;
    const simple = await stage.dial({ at: 0, query });
    await simple.next("authenticated");
    simple.sendText(`{"action":"${secrets[1]}"}`);
    simple.sendText(`{"action":"send_message","content":"${secrets[0]}","room_id":"${room.id}"}`);
    await simple.next("ack");
    const exit = await stage.target.terminate(0);
    expect(exit).toEqual({ code: 0, signal: null });
    for (const socket of sockets) {
      expect(await socket.closed()).toBe(CLOSE.draining);
      const last = socket.events.at(-1);
      expect(Object.keys(last ?? {})).toEqual(["event", "retry_after_ms"]);
      expect(last?.event).toBe("draining");
      // What was acked was told before.
      expect(socket.seen("draining")).toHaveLength(1);
    }
    const waits = sockets.map((socket) => socket.seen("draining")[0]?.retry_after_ms);
    expect(new Set(waits).size).toBeGreaterThan(5);
    await expect(stage.dial({ at: 0 })).rejects.toThrow();
    // `?token=` is never logged, nor is any other secret, nor what was said.
    const logs = stage.target.logs(0).join("\n");
    expect(logs).toContain("/api/auth/register");
    for (const secret of [...secrets, ...tokens]) expect(logs).not.toContain(secret);
  });
};
