import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import type { SetStage } from "./stage.ts";

/** None of these is a frame of the protocol, and each counts. */
const MALFORMED = [
  ["empty", ""],
  ["no JSON", "hello"],
  ["half of JSON", '{"action":"ping"'],
  ["JSON twice", '{"action":"ping"}{"action":"ping"}'],
  ["a list of actions", '[{"action":"ping"}]'],
  ["a string", '"ping"'],
  ["a number", "1"],
  ["null", "null"],
  ["no action", "{}"],
  ["an unknown action", '{"action":"fly"}'],
  ["an action in capitals", '{"action":"PING"}'],
  ["an action that is no string", '{"action":1}'],
  ["an action of Object's", '{"action":"constructor"}'],
  ["an action of its prototype", '{"action":"__proto__"}'],
] as const;

/** PROTOCOL §4: frames, their limits and the budget of malformed ones. */
export const frameCases = (set: SetStage): void => {
  test.each(MALFORMED)("%s is bad_request, and the connection goes on", async (_, text) => {
    await using stage = set();
    const { socket } = await stage.guest();
    socket.sendText(text);
    const error = await socket.next("error");
    expect(error).toEqual({ event: "error", code: "bad_request", message: error.message });
    await socket.fence();
  });

  test("a binary frame is bad_request, even of good JSON", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    socket.socket.send(Buffer.from('{"action":"ping"}'), { binary: true });
    expect(await socket.next("error")).toMatchObject({ code: "bad_request" });
    await socket.fence();
    expect(socket.seen("pong")).toHaveLength(1);
  });

  test("invalid UTF-8 is bad_request, or 1007", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    socket.socket.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
    const first = await Promise.race([socket.closed(), socket.next("error")]).catch(
      () => socket.code,
    );
    if (typeof first === "object") expect(first.code).toBe("bad_request");
    else expect(first).toBe(1007);
  });

  test("ten malformed frames in a minute are forgiven, the eleventh is 3503", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    const kinds = [
      () => socket.sendText("no JSON"),
      () => socket.sendText('{"action":"fly"}'),
      () => socket.socket.send(Buffer.from("{}"), { binary: true }),
      () => socket.sendText("[]"),
    ];
    for (let i = 0; i < 10; i++) {
      kinds[i % kinds.length]?.();
      expect(await socket.next("error")).toMatchObject({ code: "bad_request" });
    }
    await socket.fence();
    socket.sendText("no JSON");
    expect(await socket.closed()).toBe(CLOSE.protocolViolation);
  });

  test("fields that don't validate, and what is refused, count nothing", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    for (let i = 0; i < 15; i++) {
      await socket.refused("bad_request", { action: "send_message" });
      await socket.refused("not_found", { action: "join_room", name: "no such room" });
    }
    for (let i = 0; i < 10; i++) socket.sendText("no JSON");
    await socket.fence();
    expect(socket.code).toBeUndefined();
  });

  test("64 KiB are a message, one byte more is 1009", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    const frame = (bytes: number, ref: string): string => {
      const text = JSON.stringify({ action: "ping", ref });
      return text.padEnd(bytes, " ");
    };
    socket.send({ action: "ping", ref: "first" });
    await socket.answer("first");
    socket.sendText(frame(65_536, "first").replace("first", "large"));
    await socket.next("pong", { ref: "large" }).catch(() => undefined);
    expect(socket.code).toBeUndefined();
    socket.sendText(frame(65_537, "never"));
    expect(await socket.closed()).toBe(CLOSE.tooLarge);
    // The ref of a frame that was sent as text is not known to the connection.
    socket.faults.splice(0, socket.faults.length);
  });

  test("what is wrong with one frame does not touch those around it", async () => {
    await using stage = set();
    const ada = await stage.guest("ada");
    const room = await stage.room("ephemeral", ada);
    const send = (content: string) =>
      ada.socket.sendRef({ action: "send_message", room_id: room.id, content });
    const one = send("one");
    ada.socket.sendText("{{{");
    const two = send("two");
    expect(await ada.socket.answer(one)).toMatchObject({ event: "ack", seq: 1 });
    expect(await ada.socket.answer(two)).toMatchObject({ event: "ack", seq: 2 });
    expect(ada.socket.seen("error")).toHaveLength(1);
  });

  test("ping is answered with the time, as often as it comes", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    const refs = Array.from({ length: 200 }, () => socket.sendRef({ action: "ping" }));
    for (const ref of refs)
      expect(Object.keys(await socket.answer(ref))).toEqual(["event", "ref", "at"]);
    const pongs = socket.seen("pong");
    expect(pongs.map(({ ref }) => ref)).toEqual(refs);
    expect(pongs.map(({ at }) => at)).toEqual(pongs.map(({ at }) => at).toSorted((a, b) => a - b));
  });
};
