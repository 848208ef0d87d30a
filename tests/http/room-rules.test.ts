import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import type { Enforced } from "../../src/protocol/enforcement.ts";
import type { RoomRules } from "../../src/protocol/room-rules.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { History } from "../harness/history.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
let owner: Identity;
let member: Identity;
let room: Room;

beforeAll(async () => {
  server = await startHttpServer({ RATE_LIMITS: "off" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
  owner = await register(rest, "owner");
  member = await register(rest, "member");
  const body = { name: "agora", kind: "public" };
  ({ room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: owner.token, body }));
  await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: member.token });
});
afterAll(() => server[Symbol.asyncDispose]());

const rule = (body: object) =>
  rest.ok<{ rules: RoomRules; enforced: Enforced }>("PATCH", `/api/admin/rooms/${room.id}`, {
    token,
    body,
  });
const post = (who: Identity, content: string, cid?: string) =>
  rest.call<{ error?: { code: string; retry_after_ms?: number } }>(
    "POST",
    `/api/rooms/${room.id}/messages`,
    { token: who.token, body: { content, ...(cid === undefined ? {} : { cid }) } },
  );

test("words are refused in messages and edits, by REST and socket, and previewed before", async () => {
  await post(member, "buy SPÁM now");
  await post(member, "all is well");
  const preview = await rest.ok<{ tested: number; matched: number; messages: object[] }>(
    "POST",
    `/api/admin/rooms/${room.id}/word_filter/preview`,
    { token, body: { word_filter: ["spam"] } },
  );
  expect(preview).toMatchObject({ matched: 1, messages: [{ ranges: [[4, 8]] }] });
  const { rules, enforced } = await rule({ word_filter: ["spam"] });
  expect(rules).toEqual({ slow_mode_s: 0, read_only: false, word_filter: ["spam"] });
  expect(enforced).toMatchObject({ confirmed: 1, servers: 1 });
  expect((await post(owner, "more spam!")).status).toBe(403);
  expect((await post(owner, "spammer")).status).toBe(201);

  const url = `${server.url.replace("http", "ws")}/api/ws`;
  const client = new ChatClient(url, member, new History(), { keepEvents: true });
  await client.connect();
  const made = await client.expect("ack", "send_message", { room_id: room.id, content: "fine" });
  const edit = { room_id: room.id, seq: made.seq, content: "spam" };
  expect(await client.expect("error", "edit_message", edit)).toMatchObject({ code: "forbidden" });
  await client.stop();
  await rule({ word_filter: [] });
  expect((await post(owner, "spam again")).status).toBe(201);
});

test("of two changes at once to different rules both hold", async () => {
  for (let i = 1; i <= 5; i += 1) {
    await Promise.all([rule({ slow_mode_s: i }), rule({ word_filter: [`word${i}`] })]);
    const { rules } = await rule({});
    expect(rules).toEqual({ slow_mode_s: i, read_only: false, word_filter: [`word${i}`] });
  }
  await rule({ slow_mode_s: 0, word_filter: [] });
});

test("in a read-only room its owner writes alone; what stands already is answered as before", async () => {
  expect((await post(member, "before", "c1")).status).toBe(201);
  await rule({ read_only: true });
  expect((await post(member, "hello")).body.error?.code).toBe("forbidden");
  expect((await post(member, "before", "c1")).status, "a repeat").toBe(200);
  expect((await post(owner, "hello")).status).toBe(201);
  const { room: seen } = await rest.ok<{ room: { read_only?: boolean } }>(
    "GET",
    `/api/admin/rooms/${room.id}`,
    { token },
  );
  expect(seen.read_only).toBe(true);
  await rule({ read_only: false });
  expect((await post(member, "hello")).status).toBe(201);
});

test("slow mode lets a member write once in a while, and says how long to wait", async () => {
  await rule({ slow_mode_s: 60 });
  expect((await post(member, "one", "s1")).status).toBe(201);
  const second = await post(member, "two");
  expect(second.status).toBe(429);
  expect(second.body.error?.retry_after_ms).toBeGreaterThan(50_000);
  expect((await post(member, "one", "s1")).status, "a repeat").toBe(200);
  expect((await post(owner, "one")).status).toBe(201);
  expect((await post(owner, "two")).status).toBe(201);
  server.clock.advance(60_001);
  expect((await post(member, "three")).status).toBe(201);
  await rule({ slow_mode_s: 0 });
});

test("slow mode counts what was written, not what could not be, by REST and socket", async () => {
  await rule({ slow_mode_s: 60 });
  server.clock.advance(60_001);
  const none = { content: "with a file", attachments: [crypto.randomUUID()] };
  const path = `/api/rooms/${room.id}/messages`;
  const { token: as } = member;
  expect((await rest.call("POST", path, { token: as, body: none })).status).toBe(404);

  const client = new ChatClient(
    `${server.url.replace("http", "ws")}/api/ws`,
    member,
    new History(),
    { keepEvents: true },
  );
  await client.connect();
  const refused = await client.expect("error", "send_message", { room_id: room.id, ...none });
  expect(refused).toMatchObject({ code: "not_found" });
  const reply = { room_id: room.id, content: "to nothing", reply_to: 100_000 };
  expect(await client.expect("error", "send_message", reply)).toMatchObject({ code: "not_found" });
  await client.stop();

  const { log } = server.services.store;
  const append = log.append.bind(log);
  log.append = () => Promise.reject(new StoreUnavailable("away"));
  expect((await post(member, "while the store is away", "s2")).status).toBe(503);
  log.append = append;
  expect((await post(member, "while the store is away", "s2")).status).toBe(201);
  expect((await post(member, "too soon")).status).toBe(429);

  // A repeat long after the message takes nobody's turn.
  server.clock.advance(60_001);
  expect((await post(member, "while the store is away", "s2")).status).toBe(200);
  expect((await post(member, "in time")).status).toBe(201);
  expect((await post(member, "too soon")).status).toBe(429);
  await rule({ slow_mode_s: 0 });
});

test("rules that make no sense are refused", async () => {
  for (const body of [{ slow_mode_s: -1 }, { slow_mode_s: 1.5 }, { word_filter: ["***"] }]) {
    const path = `/api/admin/rooms/${room.id}`;
    expect((await rest.call("PATCH", path, { token, body })).status).toBe(400);
  }
  const nobody = "/api/admin/rooms/01900000-0000-7000-8000-000000000000";
  expect((await rest.call("PATCH", nobody, { token, body: { read_only: true } })).status).toBe(404);
});

test("a change that is made on rules which another admin has changed is refused, and changes nothing", async () => {
  const before = (await rule({ slow_mode_s: 0, read_only: false, word_filter: ["spam"] })).rules;
  const path = `/api/admin/rooms/${room.id}`;
  const ask = (body: object) => rest.call<{ rules?: RoomRules }>("PATCH", path, { token, body });
  await rule({ word_filter: ["spam", "casino"] });
  const stale = { word_filter: ["spam", "lottery"], was: { word_filter: before.word_filter } };
  expect((await ask(stale)).status).toBe(409);
  const { rules } = await rest.ok<{ rules: RoomRules }>("GET", `${path}/rules`, { token });
  expect(rules.word_filter).toEqual(["spam", "casino"]);
  // What nobody else has touched is changed alone, and what they did stays.
  const other = await ask({ slow_mode_s: 5, was: { slow_mode_s: 0 } });
  expect(other.status).toBe(200);
  expect(other.body.rules).toEqual({
    slow_mode_s: 5,
    read_only: false,
    word_filter: ["spam", "casino"],
  });
  await rule({ slow_mode_s: 0, read_only: false, word_filter: [] });
});
