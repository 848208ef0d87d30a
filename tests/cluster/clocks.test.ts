import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ban, Server } from "../../src/protocol/admin-entities.ts";
import type { EventOf } from "../../src/protocol/events.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { History } from "../harness/history.ts";
import { Party } from "../harness/party.ts";
import { ADMIN, adminToken, guest, type Identity, PASSWORD, Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { SkewedClock } from "../harness/skewed-clock.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";

interface Refreshed {
  readonly access_token: string;
  readonly expires_in: number;
}

const MINUTE = 60_000;
const SKEWS = [-5 * MINUTE, 0, 5 * MINUTE];
/** So far servers may be apart, and a little: what is smaller is left as it is. */
const CLOSE_ENOUGH_MS = 3_000;
/** Longer than a busy machine is held up: a room that is talked in must not end by that. */
const TTL_MS = 15_000;
/** Long enough for every server to be asked while it lasts. */
const BAN_MS = 10_000;
/** Three servers that write into the same rooms take some 60 messages a second on a machine with much else to do. */
const TALK_MS = 120_000;

const clocks = SKEWS.map((ms) => new SkewedClock(ms));
let cluster: Cluster;
let rests: Rest[];
/** Before any of the servers. */
const begun = Date.now();

beforeAll(async () => {
  cluster = await Cluster.start({
    runtimes: RUNTIMES,
    env: { ...ADMIN, EPHEMERAL_TTL: String(TTL_MS / 1_000) },
    envOf: (index) => ({ PATH: clocks[index]?.path ?? "" }),
  });
  rests = cluster.servers.map(({ url }) => new Rest(url));
  const { limits } = DEFAULT_SETTINGS;
  const many = { window: 1_000_000, per_ms: 1_000 };
  // What is said is not limited, the rest is as always.
  const body = { limits: { ...limits, member_messages: many, guest_messages: many, rest: many } };
  await rest(0).ok("PUT", "/api/admin/settings", { token: await adminToken(rest(0)), body });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  for (const clock of clocks) clock[Symbol.dispose]();
});

const rest = (i: number): Rest => {
  const found = rests[i % rests.length];
  if (found === undefined) throw new Error("no servers");
  return found;
};

const expectNow = (at: number, from = Date.now()): void => {
  expect(at).toBeGreaterThan(from - CLOSE_ENOUGH_MS);
  expect(at).toBeLessThan(Date.now() + CLOSE_ENOUGH_MS);
};

const welcome = async (identity: Identity, server: number): Promise<EventOf<"authenticated">> => {
  const { wsUrl } = cluster.server(server);
  await using client = new ChatClient(wsUrl, identity, new History(), { keepEvents: true });
  await client.connect();
  const [first] = client.events;
  if (first?.event !== "authenticated") throw new Error("not welcome");
  return first;
};

test("their machines are minutes apart, and they know what time it is", async () => {
  for (const [i, { logs }] of cluster.servers.entries()) {
    const line = logs.findLast((one) => one.startsWith("{")) ?? "{}";
    const said = JSON.parse(line) as { readonly "@timestamp": string };
    const off = Date.parse(said["@timestamp"]) - Date.now() - (SKEWS[i] ?? 0);
    expect(Math.abs(off), `of server ${i}: ${line}`).toBeLessThan(MINUTE);
  }
  const token = await adminToken(rest(1));
  for (const i of SKEWS.keys()) {
    const { servers } = await rest(i).ok<{ servers: Server[] }>("GET", "/api/admin/servers", {
      token,
    });
    expect(servers).toHaveLength(3);
    for (const { started_at, last_seen_at } of servers) {
      expectNow(last_seen_at, begun);
      expectNow(started_at, begun);
    }
  }
});

test(`what is said keeps its order and its time, and nothing is lost (seed ${seed})`, async () => {
  const first = Date.now();
  await using party = await Party.gather(cluster, seededDice(seed));
  party.talk();
  // Longer than ephemeral rooms last in which nothing is said.
  await until(
    () => `a talk (${party.standing})`,
    () => party.sent > 500 && Date.now() - first > 2 * TTL_MS,
    TALK_MS,
  );
  expect(await party.settle()).toEqual([]);
  await cluster.whole();
  for (const { room, clients } of party.rooms) {
    const { entries } = await readRoom(party.rest, clients[0]?.identity.token ?? "", room);
    for (const { at } of entries) expectNow(at, first);
  }
});

test("a token is good for ten minutes wherever it is made and shown, and renewed by any server", async () => {
  const identity = await guest(rest(0));
  let { cookie } = identity;
  for (const i of [1, 2, 0, 2, 1]) {
    const refreshed = await rest(i).call<Refreshed>("POST", "/api/auth/refresh", { cookie });
    expect(refreshed.status).toBe(200);
    // A lost answer: the next server gives the same successor.
    const again = await rest(i + 1).call<Refreshed>("POST", "/api/auth/refresh", { cookie });
    const cookieOf = ({ headers }: typeof again) => headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect([again.status, cookieOf(again)]).toEqual([200, cookieOf(refreshed)]);
    cookie = cookieOf(refreshed);
    for (const { body } of [refreshed, again]) {
      expect(body.expires_in).toBe(LIMITS.accessTokenMs / 1_000);
      for (const j of SKEWS.keys()) {
        const token = body.access_token;
        expect((await rest(j).call("GET", "/api/auth/me", { token })).status).toBe(200);
        const { expires_in } = await welcome({ ...identity, token }, j);
        // The clocks are minutes apart, and a busy machine takes its seconds.
        expect(Math.abs(expires_in - body.expires_in)).toBeLessThan(MINUTE / 1_000);
      }
    }
  }
});

test("an ephemeral room ends when it is due, whichever server made it", async () => {
  const rooms = await Promise.all(
    SKEWS.map(async (_skew, i) => {
      const { token } = await guest(rest(i));
      const body = { name: `pop-up ${i}`, kind: "ephemeral" };
      const { room } = await rest(i).ok<{ room: Room }>("POST", "/api/rooms", { token, body });
      return { id: room.id, token, due: room.expires_at ?? 0 };
    }),
  );
  for (const [i, { id, token, due }] of rooms.entries()) {
    expectNow(due - TTL_MS);
    const { room } = await rest(i + 1).ok<{ room: Room }>("GET", `/api/rooms/${id}`, { token });
    expect(room.expires_at).toBe(due);
  }
  for (const [i, { id, token, due }] of rooms.entries()) {
    await until("it is over", async () => {
      const { status } = await rest(i + 2).call("GET", `/api/rooms/${id}`, { token });
      return status === 404;
    });
    expect(Date.now()).toBeGreaterThan(due - CLOSE_ENOUGH_MS);
  }
});

test("a ban begins at once and ends when it is due, whichever server it was told to", async () => {
  for (const i of SKEWS.keys()) {
    const { user, token } = await guest(rest(i));
    const admin = await adminToken(rest(i));
    const body = { user_id: user.id, expires_at: Date.now() + BAN_MS };
    const { ban } = await rest(i).ok<{ ban: Ban }>("POST", "/api/admin/bans", {
      token: admin,
      body,
    });
    const status = async (at: number): Promise<number> =>
      (await rest(at).call("GET", "/api/auth/me", { token })).status;
    for (const j of SKEWS.keys()) expect(await status(j)).toBe(403);
    expect(ban.expires_at).toBe(body.expires_at);
    for (const j of SKEWS.keys()) {
      await until("it is over", async () => (await status(j)) === 200);
      expect(Date.now()).toBeGreaterThan(body.expires_at - CLOSE_ENOUGH_MS);
    }
  }
});

test("limits count what reaches any server, in windows of one time", async () => {
  const answers: number[] = [];
  // Some signed in above, from the same address: within the same minute, or not any more.
  for (let i = 0; i < 12; i++) {
    const body = { username: `visitor-${i}`, password: PASSWORD };
    const answer = await rest(i).call<{ error?: { retry_after_ms: number } }>(
      "POST",
      "/api/auth/register",
      { body },
    );
    answers.push(answer.status);
    if (answer.status !== 429) continue;
    expect(answer.body.error?.retry_after_ms).toBeGreaterThan(0);
    expect(answer.body.error?.retry_after_ms).toBeLessThanOrEqual(MINUTE);
  }
  expect(answers.filter((status) => status === 201).length).toBeLessThanOrEqual(10);
  expect(answers.slice(-2)).toEqual([429, 429]);
});
