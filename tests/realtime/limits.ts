import { setTimeout as delay } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { ServerEvent } from "../../src/protocol/events.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { guest } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { Refused } from "./connection.ts";
import { type SetStage, unique } from "./stage.ts";

const MANY = { window: 100_000, per_ms: 60_000 };

/** What the cases themselves would run into; the limits under test are the default ones. */
const SETTINGS = {
  ...DEFAULT_SETTINGS,
  limits: { ...DEFAULT_SETTINGS.limits, register: MANY, login: MANY, guest: MANY, rest: MANY },
};

const waits = (answers: readonly ServerEvent[]): number[] =>
  answers.flatMap((answer) => {
    if (answer.event !== "error") return [];
    expect(answer.code).toBe("rate_limited");
    expect(answer.retry_after_ms).toBeGreaterThan(0);
    return [answer.retry_after_ms ?? 0];
  });

/** PROTOCOL §5: what counts against which limit. On a target with limits, one case after another. */
export const limitCases = (set: SetStage): void => {
  beforeAll(async () => {
    await using stage = set();
    await stage.admin("PUT", "/settings", SETTINGS);
  });

  test("members: 20 at once, then 5 a second", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const { id: room_id } = await stage.room("private", ada);
    const refs = Array.from({ length: 80 }, () =>
      ada.socket.sendRef({ action: "send_message", room_id, content: "x" }),
    );
    const answers = await Promise.all(refs.map((ref) => ada.socket.answer(ref)));
    expect(answers.slice(0, 20).map(({ event }) => event)).toEqual(Array(20).fill("ack"));
    const refused = waits(answers);
    expect(refused.length).toBeGreaterThan(0);
    for (const ms of refused) expect(ms).toBeLessThanOrEqual(200);
    await delay(refused.at(-1));
    await stage.say(ada, room_id, "patient");
  });

  test("guests: 4 at once, then one in 5 s; changes count too, on any socket and over REST", async () => {
    await using stage = set();
    // Buckets are each server's own.
    const at = 0;
    const gus = await stage.connect(await stage.visitor(), { at });
    const phone = await stage.connect(gus.identity, { at });
    const { id: room_id } = await stage.room("ephemeral", gus);
    await phone.socket.next("room_added");
    const begun = performance.now();
    const { seq } = await stage.say(gus, room_id);
    const frames = [
      { action: "edit_message", room_id, seq, content: "y" },
      { action: "react", room_id, seq, emoji: "👍", on: true },
      { action: "delete_message", room_id, seq },
      { action: "send_message", room_id, content: "x" },
      { action: "edit_message", room_id, seq, content: "z" },
      { action: "react", room_id, seq, emoji: "👍", on: false },
      { action: "delete_message", room_id, seq },
    ];
    const answers: ServerEvent[] = [];
    for (const [i, frame] of frames.entries()) {
      answers.push(await (i % 2 === 0 ? gus : phone).socket.ask(frame));
    }
    expect(answers.slice(0, 3).map(({ event }) => event)).toEqual(["ack", "ack", "ack"]);
    // Of what was deleted, where there was another turn for it.
    const isGone = (answer: ServerEvent) => answer.event === "error" && answer.code === "gone";
    const refused = waits(answers.filter((answer) => !isGone(answer)));
    // One more for each five seconds that a slow machine takes for it.
    const more = Math.floor((performance.now() - begun) / 5_000);
    expect(refused.length).toBeGreaterThanOrEqual(4 - more);
    expect(refused.length).toBeLessThanOrEqual(4);
    for (const ms of refused) expect(ms).toBeLessThanOrEqual(5_000);
    const rest = await until("no more", async () => {
      const answer = await stage
        .rest(at)
        .call<{ error: { code: string } }>("POST", `/api/rooms/${room_id}/messages`, {
          token: gus.token,
          body: { content: "x" },
        });
      return answer.status === 201 ? undefined : answer;
    });
    expect(rest).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
    expect(Number(rest.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("typing 1 in 2 s, renames 5 and rooms 10 a minute", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.room("public", ada, ben);
    await ben.socket.do("open_room", { room_id }, "presence_state");
    const typing = { action: "typing", room_id, on: true };
    ada.socket.send(typing);
    // In the same breath, or a slow machine takes longer than that.
    const [wait = 0] = waits([await ada.socket.ask(typing)]);
    await ben.socket.next("typing");
    expect(wait).toBeLessThanOrEqual(2_000);
    await delay(wait);
    ada.socket.send(typing);
    await ben.socket.next("typing");

    const rename = (i: number) => ({ action: "update_username", display_name: `Ada ${i}` });
    for (let i = 0; i < 5; i++)
      expect((await ada.socket.ask(rename(i))).event).toBe("user_updated");
    const [renameWait = 0] = waits([await ada.socket.ask(rename(5))]);
    expect(renameWait).toBeLessThanOrEqual(60_000);
    expect(renameWait).toBeGreaterThan(2_000);

    const make = () => ({ action: "create_room", name: unique("m"), kind: "private" });
    // One was made above, and this one counts over REST.
    const { action: _, ...body } = make();
    await stage.rest().ok("POST", "/api/rooms", { token: ada.token, body });
    for (let i = 0; i < 8; i++) expect((await ada.socket.ask(make())).event).toBe("room_created");
    expect(waits([await ada.socket.ask(make())])).toHaveLength(1);
    const again = await stage.rest().call("POST", "/api/rooms", { token: ada.token, body });
    expect(again.status).toBe(429);
  });

  test("60 upgrades a minute from an address; one that authenticates is given back", async () => {
    await using stage = set();
    const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
    const identity = await guest(stage.rest());
    for (let i = 0; i < 70; i++) {
      const { socket } = await stage.connect(identity, from("192.0.2.1"));
      socket.cut();
    }
    for (let i = 0; i < 60; i++) (await stage.dial(from("192.0.2.2"))).cut();
    const refused = await stage.dial(from("192.0.2.2")).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 429 });
    await stage.dial(from("192.0.2.3"));
  });

  test("settings hold at once for those who are here", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const { id: room_id } = await stage.room("private", ada);
    const limits = { ...SETTINGS.limits, member_messages: { window: 2, per_ms: 60_000 } };
    await stage.admin("PUT", "/settings", { ...SETTINGS, limits });
    const send = { action: "send_message", room_id, content: "x" };
    const answers = [1, 2, 3].map(() => ada.socket.ask(send));
    expect(waits(await Promise.all(answers))).toHaveLength(1);
    await stage.admin("PUT", "/settings", SETTINGS);
    await stage.say(ada, room_id);
  });
};
