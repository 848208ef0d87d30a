import { expect, test } from "vitest";
import type { ActionName } from "../../src/protocol/actions.ts";
import type { SetStage } from "./stage.ts";

interface Frame {
  /** A value that fits each field, and whether it may lack. */
  readonly fields: Readonly<Record<string, readonly [value: unknown, "required" | "optional"]>>;
}

/** The table of actions in PROTOCOL §4, typed anew: ROOM and SEQ stand for a room and a message in it. */
const ROOM = "ROOM";
const SEQ = 2;
const room = { room_id: [ROOM, "required"] } as const;
const ACTIONS: Readonly<Record<Exclude<ActionName, "authenticate">, Frame>> = {
  join_room: { fields: { ...room, after: [SEQ, "optional"] } },
  leave_room: { fields: room },
  create_room: {
    fields: { name: ["x", "required"], kind: ["private", "required"], topic: ["x", "optional"] },
  },
  open_room: { fields: { ...room, members: [true, "optional"] } },
  close_room: { fields: room },
  send_message: {
    fields: {
      ...room,
      cid: ["c", "optional"],
      content: ["x", "required"],
      reply_to: [SEQ, "optional"],
      attachments: [[], "optional"],
    },
  },
  edit_message: {
    fields: {
      ...room,
      seq: [SEQ, "required"],
      content: ["x", "required"],
      cid: ["e", "optional"],
    },
  },
  delete_message: { fields: { ...room, seq: [SEQ, "required"], cid: ["d", "optional"] } },
  react: {
    fields: { ...room, seq: [SEQ, "required"], emoji: ["👍", "required"], on: [true, "required"] },
  },
  typing: { fields: { ...room, on: [true, "required"] } },
  read: { fields: { ...room, seq: [SEQ, "required"] } },
  update_username: { fields: { display_name: ["x", "required"] } },
  ping: { fields: {} },
};

const WRONG: readonly unknown[] = [null, {}, ["x"], 1.5, -1, 1e21, "", true];

/** Values of the right type that a field refuses are the business of its own cases. */
const isWrongType = (value: unknown, fits: unknown): boolean => {
  if (Array.isArray(fits)) return !Array.isArray(value);
  if (typeof fits === "number")
    return typeof value !== "number" || !Number.isSafeInteger(value) || value < 0;
  return typeof value !== typeof fits || value === null;
};

/** PROTOCOL §2 and §4: every field of every action. */
export const fieldCases = (set: SetStage): void => {
  test.each(Object.entries(ACTIONS))("%s", async (action, { fields }) => {
    await using stage = set();
    const [ada, ben] = [await stage.guest("ada"), await stage.guest("ben")];
    const { id } = await stage.room("ephemeral", ben, ada);
    await stage.say(ben, id);
    const valid = Object.fromEntries(
      Object.entries(fields).map(([name, [value]]) => [name, value === ROOM ? id : value]),
    );
    const refuse = async (
      path: string,
      frame: Readonly<Record<string, unknown>>,
    ): Promise<void> => {
      const error = await ada.socket.refused("bad_request", { action, ...frame });
      expect(
        error.issues?.map((issue) => issue.path),
        JSON.stringify(frame),
      ).toContain(path);
    };
    for (const [name, [fits, need]] of Object.entries(fields)) {
      const { [name]: _, ...others } = valid;
      // join_room takes a name instead.
      if (need === "required") await refuse(action === "join_room" ? "" : name, others);
      for (const wrong of WRONG.filter((value) => isWrongType(value, fits))) {
        await refuse(name, { ...others, [name]: wrong });
      }
    }
    await refuse("extra", { ...valid, extra: 1 });
    await refuse("token", { ...valid, token: ada.token });
    await refuse("event", { ...valid, event: "message" });
    // As it stands in the text: a key that objects treat otherwise.
    const ref = "prototype";
    ada.socket.send({ action: "ping", ref });
    await ada.socket.answer(ref);
    const frame = JSON.stringify({ action, ...valid }).replace(/}$/, ',"__proto__":{"on":true}}');
    ada.socket.sendText(frame);
    expect(await ada.socket.next("error")).toMatchObject({ code: "bad_request" });
    // Nothing of it was done.
    expect((await stage.entries(id, ben)).map((entry) => entry.event)).toEqual([
      "member",
      "message",
    ]);
    await ada.socket.fence();
    expect(ada.socket.of(id).filter((event) => event !== "room_joined")).toEqual(["message"]);
  });

  test("refs come back: up to 64 characters, whatever they hold; with errors too", async () => {
    await using stage = set();
    const { socket } = await stage.guest();
    const refs = ["x", "x".repeat(64), "😀".repeat(64), '"\\\u0000\u2028', "__proto__", "\ud800"];
    for (const ref of refs) {
      socket.send({ action: "ping", ref });
      expect(await socket.answer(ref)).toMatchObject({ event: "pong", ref });
      socket.send({ action: "send_message", ref });
      expect(await socket.answer(ref)).toMatchObject({ event: "error", code: "bad_request" });
      socket.send({ action: "fly", ref });
      expect(await socket.answer(ref)).toMatchObject({ event: "error", code: "bad_request" });
    }
    for (const ref of ["x".repeat(65), "😀".repeat(65), 5, null, ["x"], { ref: "x" }]) {
      socket.send({ action: "ping", ref });
      const error = await socket.next("error", { code: "bad_request" });
      expect(error).not.toHaveProperty("ref");
    }
    expect(socket.seen("pong")).toHaveLength(refs.length);
    await socket.fence();
  });

  test("without a ref, answers and errors come without", async () => {
    await using stage = set();
    const ada = await stage.guest("ada");
    const { id } = await stage.room("ephemeral", ada);
    ada.socket.send({ action: "ping" });
    expect(Object.keys(await ada.socket.next("pong"))).toEqual(["event", "at"]);
    ada.socket.send({ action: "send_message", room_id: id, content: "x" });
    expect(await ada.socket.next("ack")).not.toHaveProperty("ref");
    ada.socket.send({ action: "send_message", room_id: id });
    expect(await ada.socket.next("error")).not.toHaveProperty("ref");
  });

  test("of a field that stands twice the last counts", async () => {
    await using stage = set();
    const ada = await stage.guest("ada");
    const { id } = await stage.room("ephemeral", ada);
    ada.socket.sendText(
      `{"action":"ping","action":"send_message","room_id":"${id}","content":"a","content":"b"}`,
    );
    expect((await ada.socket.next("message")).content).toBe("b");
  });
};
