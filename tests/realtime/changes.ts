import { expect, test } from "vitest";
import type { Person, SetStage, Stage } from "./stage.ts";

/** A room with a message of ada's at seq 3, the room's owner ben, and a moderator. */
const scene = async (stage: Stage) => {
  const [ben, ada, moe, cleo] = await stage.people("ben", "ada", "moe", "cleo");
  const room = await stage.room("public", ben, ada, moe, cleo);
  await stage.rest().ok("PATCH", `/api/rooms/${room.id}/members/${moe.id}`, {
    token: ben.token,
    body: { role: "moderator" },
  });
  const { seq } = await stage.say(ada, room.id, "first");
  return { ben, ada, moe, cleo, room_id: room.id, seq };
};

const readsAs = async (stage: Stage, roomId: string, { token }: Person, seq: number) => {
  const path = `/api/rooms/${roomId}/messages?around=${seq}`;
  const page = await stage
    .rest()
    .ok<{ messages: Record<string, unknown>[] }>("GET", path, { token });
  return page.messages.find((message) => message["seq"] === seq);
};

/** PROTOCOL §4 edit_message, delete_message, react. */
export const changeCases = (set: SetStage): void => {
  test("an edit is an entry of its own, acked, by the sender alone", async () => {
    await using stage = set();
    const { ben, ada, moe, cleo, room_id, seq } = await scene(stage);
    const change = { room_id, seq, content: "changed", cid: "e1" };
    const ack = await ada.socket.do("edit_message", change, "ack");
    expect(ack).toEqual({
      event: "ack",
      ref: ack.ref,
      room_id,
      cid: "e1",
      id: ack.id,
      seq: seq + 1,
      n: 1,
      at: ack.at,
    });
    const entry = await cleo.socket.next("edit");
    expect(entry).toEqual({
      event: "edit",
      room_id,
      seq: seq + 1,
      n: 1,
      id: ack.id,
      cid: "e1",
      at: ack.at,
      server_id: ada.welcome.server_id,
      sender: { id: ada.id, display_name: ada.identity.user.display_name },
      target: seq,
      content: "changed",
    });
    expect(await ada.socket.next("edit")).toEqual(entry);
    expect(await ada.socket.do("edit_message", change, "ack")).toMatchObject({ seq: ack.seq });
    await ada.socket.refused("conflict", {
      action: "edit_message",
      ...change,
      content: "other",
    });
    for (const { socket } of [ben, moe, cleo]) {
      await socket.refused("forbidden", { action: "edit_message", ...change });
    }
    expect(await stage.entries(room_id, ben)).toHaveLength(ack.seq);
    expect(await readsAs(stage, room_id, ben, seq)).toMatchObject({
      content: "changed",
      edited_at: ack.at,
    });
  });

  test("a delete: own, or a moderator's; the room's others are forbidden", async () => {
    await using stage = set();
    const { ben, ada, moe, cleo, room_id, seq } = await scene(stage);
    const others = [
      await stage.say(ada, room_id, "second"),
      await stage.say(ada, room_id, "third"),
    ] as const;
    await cleo.socket.refused("forbidden", { action: "delete_message", room_id, seq });
    const ack = await ada.socket.do("delete_message", { room_id, seq, cid: "d1" }, "ack");
    expect(ack).toMatchObject({ room_id, cid: "d1", seq: seq + 3, n: 3 });
    const entry = await cleo.socket.next("delete");
    expect(entry).toEqual({
      event: "delete",
      room_id,
      seq: seq + 3,
      n: 3,
      id: ack.id,
      cid: "d1",
      at: ack.at,
      server_id: ada.welcome.server_id,
      sender: { id: ada.id, display_name: ada.identity.user.display_name },
      target: seq,
    });
    expect(await ada.socket.do("delete_message", { room_id, seq, cid: "d1" }, "ack")).toMatchObject(
      {
        seq: ack.seq,
      },
    );
    await moe.socket.do("delete_message", { room_id, seq: others[0].seq }, "ack");
    await ben.socket.do("delete_message", { room_id, seq: others[1].seq }, "ack");
    const erased = await readsAs(stage, room_id, cleo, others[1].seq);
    expect(erased).toMatchObject({ deleted: true });
    expect(erased).not.toHaveProperty("content");
    // A site moderator has no rights in rooms but through /api/admin.
    await stage.admin("PATCH", `/users/${cleo.id}`, { role: "moderator" });
    const last = await stage.say(ada, room_id, "fourth");
    await cleo.socket.refused("forbidden", { action: "delete_message", room_id, seq: last.seq });
  });

  test("in a direct room nobody moderates", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.direct(ada, ben);
    const { seq } = await stage.say(ada, room_id);
    await ben.socket.refused("forbidden", { action: "delete_message", room_id, seq });
    await ada.socket.do("delete_message", { room_id, seq }, "ack");
  });

  test("what is deleted is gone, what is no message is not_found", async () => {
    await using stage = set();
    const { ada, moe, room_id, seq } = await scene(stage);
    const react = { room_id, seq, emoji: "👍", on: true };
    const reaction = await ada.socket.do("react", react, "ack");
    await ada.socket.do("delete_message", { room_id, seq }, "ack");
    const changes = (target: number) => [
      { action: "edit_message", room_id, seq: target, content: "x" },
      { action: "delete_message", room_id, seq: target },
      { action: "react", room_id, seq: target, emoji: "🎉", on: true },
      { action: "react", room_id, seq: target, emoji: "👍", on: false },
      { action: "send_message", room_id, content: "x", reply_to: target },
    ];
    for (const frame of changes(seq)) await ada.socket.refused("gone", frame);
    await moe.socket.refused("gone", { action: "delete_message", room_id, seq });
    // Before the first, a member entry, a reaction, a delete, beyond the tip.
    for (const target of [0, 1, reaction.seq, reaction.seq + 1, reaction.seq + 2, 2 ** 40]) {
      for (const frame of changes(target)) await ada.socket.refused("not_found", frame);
    }
    expect(await stage.entries(room_id, ada)).toHaveLength(reaction.seq + 1);
  });

  test("a reaction is set and taken back by entries; one that changes nothing is acked with what set it", async () => {
    await using stage = set();
    const { ada, cleo, room_id, seq } = await scene(stage);
    const react = (who: Person, on: boolean, emoji = "👍") =>
      who.socket.do("react", { room_id, seq, emoji, on }, "ack");
    // Never set: the target's ack.
    const nothing = await react(cleo, false);
    expect(nothing).toMatchObject({ room_id, seq, n: 1 });
    const on = await react(cleo, true);
    expect(on).toMatchObject({ room_id, seq: seq + 1, n: 1 });
    expect(await ada.socket.next("reaction")).toEqual({
      event: "reaction",
      room_id,
      seq: seq + 1,
      n: 1,
      id: on.id,
      cid: on.cid,
      at: on.at,
      server_id: cleo.welcome.server_id,
      sender: { id: cleo.id, display_name: cleo.identity.user.display_name },
      target: seq,
      emoji: "👍",
      on: true,
    });
    expect(await react(cleo, true)).toMatchObject({ id: on.id, seq: on.seq, n: on.n, at: on.at });
    const mine = await react(ada, true);
    expect(mine.seq).toBe(on.seq + 1);
    expect(await react(cleo, true)).toMatchObject({ seq: on.seq });
    expect(await readsAs(stage, room_id, cleo, seq)).toMatchObject({
      reactions: [{ emoji: "👍", count: 2, me: true }],
    });
    const off = await react(cleo, false);
    expect(off.seq).toBe(mine.seq + 1);
    expect(await ada.socket.next("reaction", { seq: off.seq })).toMatchObject({ on: false });
    expect(await react(cleo, false)).toMatchObject({ id: off.id, seq: off.seq });
    const again = await react(cleo, true);
    expect(again.seq).toBe(off.seq + 1);
    expect(await react(cleo, true)).toMatchObject({ seq: again.seq });
    // Many at once make one.
    const burst = await Promise.all([1, 2, 3, 4].map(() => react(ada, true, "🎉")));
    expect(new Set(burst.map((ack) => ack.seq)).size).toBe(1);
    expect(await stage.entries(room_id, ada)).toHaveLength(again.seq + 1);
  });

  test("50 different emoji a message, of 1 to 64 bytes", async () => {
    await using stage = set();
    const { ada, cleo, room_id, seq } = await scene(stage);
    const react = (emoji: unknown, on = true) => ({ action: "react", room_id, seq, emoji, on });
    const emojis = Array.from({ length: 50 }, (_, i) => String.fromCodePoint(0x1f600 + i));
    const refs = emojis.map((emoji) => ada.socket.sendRef(react(emoji)));
    for (const ref of refs) expect((await ada.socket.answer(ref)).event).toBe("ack");
    await cleo.socket.refused("bad_request", react("✂️"));
    // One that is there is no other.
    expect((await cleo.socket.ask(react(emojis[0]))).event).toBe("ack");
    await ada.socket.ask(react(emojis[1], false));
    expect((await cleo.socket.ask(react("✂️"))).event).toBe("ack");
    await cleo.socket.refused("bad_request", react(emojis[1]));
    for (const emoji of ["", "x".repeat(65), "👍".repeat(17), 5, "a\0", "\ud83d"]) {
      await cleo.socket.refused("bad_request", react(emoji));
    }
    const other = await stage.say(ada, room_id);
    for (const emoji of ["👍".repeat(16), "👩‍👩‍👧‍👦", "x"]) {
      await cleo.socket.do("react", { room_id, seq: other.seq, emoji, on: true }, "ack");
    }
  });

  test("changes of one message in one breath see each other", async () => {
    await using stage = set();
    const { ada, moe, room_id, seq } = await scene(stage);
    const refs = [
      { action: "edit_message", room_id, seq, content: "one" },
      { action: "react", room_id, seq, emoji: "👍", on: true },
      { action: "react", room_id, seq, emoji: "👍", on: true },
      { action: "delete_message", room_id, seq },
      { action: "edit_message", room_id, seq, content: "two" },
      { action: "send_message", room_id, content: "x", reply_to: seq },
    ].map((frame) => ada.socket.sendRef(frame));
    const answers = await Promise.all(refs.map((ref) => ada.socket.answer(ref)));
    expect(answers.map((a) => (a.event === "ack" ? a.seq - seq : "code" in a && a.code))).toEqual([
      1,
      2,
      2,
      3,
      "gone",
      "gone",
    ]);
    await moe.socket.next("delete");
  });
};
