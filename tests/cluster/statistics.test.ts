import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdminRoom, Partial } from "../../src/protocol/admin-entities.ts";
import {
  STATS_METRICS,
  type StatsMetric,
  type StatsRange,
  type StatsTick,
} from "../../src/protocol/stats.ts";
import type { Trace } from "../../src/protocol/traces.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { LiveStats } from "../harness/event-stream.ts";
import { History } from "../harness/history.ts";
import { inTime } from "../harness/in-time.ts";
import { ADMIN, adminToken, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { until } from "../harness/wait.ts";

let cluster: Cluster;
let token: string;
const clients: ChatClient[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({
    runtimes: RUNTIMES,
    env: { ...ADMIN, RATE_LIMITS: "off" },
    envOf: (index) => ({ SERVER_ID: `server-${index}` }),
  });
  token = await adminToken(new Rest(cluster.url));
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  await cluster?.[Symbol.asyncDispose]();
});

const live = (server: number, lastEventId?: number): Promise<LiveStats> =>
  LiveStats.open(cluster.server(server).url, token, lastEventId);

const SUMS = (Object.keys(STATS_METRICS) as StatsMetric[]).filter(
  (metric) => STATS_METRICS[metric].total === "sum",
);

const checkSums = ({ servers, total }: StatsTick): void => {
  for (const metric of SUMS) {
    const known = servers.map((server) => server[metric]).filter((value) => value !== null);
    const sum = known.reduce((all, value) => all + value, 0);
    expect(Math.abs(sum - (total[metric] ?? 0)), metric).toBeLessThan(1e-6);
  }
};

test("any server tells how all of them are, and its totals are the sums of its rows", async () => {
  for (const server of [0, 1, 2]) {
    const { url, wsUrl } = cluster.server(server);
    const identity = await register(new Rest(url), `person-${server}`);
    clients.push(await new ChatClient(wsUrl, identity, new History()).connect());
  }
  const [first, second, third] = clients;
  if (first === undefined || second === undefined || third === undefined) throw new Error("none");
  const made = await first.expect("room_created", "create_room", { name: "hall", kind: "public" });
  const { id: room_id } = made.room;
  await second.expect("room_joined", "join_room", { room_id });
  let sent = 0;
  const talk = setInterval(() => {
    for (let i = 0; i < 5; i += 1) first.send(room_id, `cid-${sent++}`, "hello all of you");
  }, 50);
  try {
    await Promise.all(
      [0, 1, 2].map(async (server) => {
        await using stats = await live(server);
        const tick = await stats.until(
          `server ${server} sees all and the talk`,
          ({ total }) =>
            // Whoever joined is an entry too, that nobody waited for an ack of; and an ack may come in the next second.
            total.servers_up === 3 &&
            total.connections === 3 &&
            (total.ack_p99_ms ?? 0) > 0 &&
            (total.commit_p50_ms ?? 0) > 0 &&
            (total.entries_per_s ?? 0) > 0,
        );
        expect(tick.servers.map(({ runtime }) => runtime).toSorted()).toEqual([
          "bun",
          "deno",
          "node",
        ]);
        expect(
          tick.servers.every(({ runtime_version, version }) => runtime_version && version),
        ).toBe(true);
        for (let ticks = 0; ticks < 10; ticks += 1) checkSums(await stats.next());
      }),
    );
    await using stats = await live(1);
    await stats.until("Redis and MongoDB take time", ({ servers }) =>
      servers.every(({ bus_delay_ms, store_delay_ms }) => bus_delay_ms && store_delay_ms),
    );
  } finally {
    clearInterval(talk);
  }
  const { trace } = await new Rest(cluster.server(2).url).ok<{
    trace: { room_id: string; steps: { name: string }[] } | null;
  }>("GET", "/api/admin/probes/slowest", { token });
  expect(trace?.room_id).toBe(room_id);
  expect(trace?.steps.map(({ name }) => name)).toEqual(["queue", "commit", "publish", "ack"]);
});

test("a stream that began on one server goes on from another", async () => {
  await using there = await live(2);
  const stats = await live(0);
  const { at } = await stats.next();
  await stats[Symbol.asyncDispose]();
  // What a server has is what it told: one that is held up leaves out a second.
  const told: StatsTick[] = [];
  while (told.length < 2) {
    const tick = await there.next();
    if (tick.at > at) told.push(tick);
  }
  await using resumed = await live(2, at);
  expect([await resumed.next(), await resumed.next()]).toEqual(told);
});

interface Traced {
  readonly trace: Trace;
}

const probe = (server: number, from: string, to: string) =>
  new Rest(cluster.server(server).url).ok<Traced>("POST", "/api/admin/probes", {
    token,
    body: { from_server_id: from, to_server_id: to },
  });

test("a probe times each step between any two servers, whichever is asked", async () => {
  const before = await new Rest(cluster.url).ok<{ rooms: number }>("GET", "/api/stats");
  for (const [from, to] of [
    [0, 1],
    [1, 2],
    [2, 0],
  ] as const) {
    const { trace } = await probe(1, `server-${from}`, `server-${to}`);
    expect(trace).toMatchObject({
      from_server_id: `server-${from}`,
      to_server_id: `server-${to}`,
    });
    const way = trace.steps.map(({ name, server_id }) => `${name} ${server_id.at(-1)}`);
    expect(way).toEqual([
      `send ${from}`,
      `queue ${from}`,
      `commit ${from}`,
      `publish ${from}`,
      `bus_receive ${to}`,
      `socket_write ${to}`,
      `client ${to}`,
      `ack ${from}`,
    ]);
    const byName = new Map(trace.steps.map((step) => [step.name, step]));
    const client = byName.get("client");
    expect((client?.offset_us ?? 0) + (client?.duration_us ?? 0)).toBe(trace.total_us);
    // A process that is held up between its publish and the look at its clock may be overtaken by Redis: 0 then.
    for (const name of ["send", "commit", "client"] as const) {
      expect(byName.get(name)?.duration_us, name).toBeGreaterThan(0);
    }
  }
  const here = await probe(0, "server-2", "server-2");
  expect(here.trace.steps.map(({ name }) => name)).not.toContain("bus_receive");
  // What is left of one is removed, and not waited for for long.
  await until("its rooms are gone", async () => {
    const { rooms } = await new Rest(cluster.url).ok<{ rooms: number }>("GET", "/api/stats");
    return rooms === before.rooms;
  });
});

test("what goes on in a room is what all servers say together, and who does not answer is named", async () => {
  const [one, other, third] = await Promise.all(
    ["rosa", "sven", "tilo"].map(async (name, i) => {
      const identity = await register(new Rest(cluster.server(i).url), name);
      const { wsUrl } = cluster.server(i);
      const client = new ChatClient(wsUrl, identity, new History(), { keepEvents: true });
      clients.push(client);
      return await client.connect();
    }),
  );
  if (one === undefined || other === undefined || third === undefined) throw new Error("nobody");
  const { room } = await one.expect("room_created", "create_room", {
    name: "forum",
    kind: "public",
  });
  await other.expect("room_joined", "join_room", { room_id: room.id });
  for (const client of [one, other]) {
    for (let i = 0; i < 3; i += 1) client.send(room.id, `${client.name}-${i}`, "hello");
  }
  await until("all is stored", () => one.outbox.size === 0 && other.outbox.size === 0);
  const look = (path: string) =>
    new Rest(cluster.url).ok<{ room: AdminRoom; rooms: AdminRoom[]; partial?: Partial }>(
      "GET",
      `/api/admin/rooms${path}`,
      { token },
    );
  const expected = {
    id: room.id,
    messages_per_min: 6,
    spread: [
      { server_id: "server-0", runtime: RUNTIMES[0], connections: 1 },
      { server_id: "server-1", runtime: RUNTIMES[1], connections: 1 },
    ],
  };
  await until("all answer in time", async () => {
    const { room: found, partial } = await look(`/${room.id}`);
    if (partial !== undefined) return false;
    expect(found).toMatchObject(expected);
    return true;
  });
  const { rooms } = await look("?sort=-busy");
  expect(rooms.find(({ id }) => id === room.id)).toMatchObject(expected);
  const counts = rooms.map(({ messages_per_min = 0 }) => messages_per_min);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));

  cluster.server(1).freeze();
  try {
    const { room: found, partial } = await look(`/${room.id}`);
    expect(partial).toEqual({ answered: 2, servers: 3, missing: ["server-1"] });
    expect(found).toMatchObject({ messages_per_min: 3, spread: expected.spread.slice(0, 1) });
  } finally {
    cluster.server(1).thaw();
  }
});

test("a probe that a frozen server does not answer says which one, and is not kept back by it", async () => {
  cluster.server(1).freeze();
  try {
    let isAnswered = false;
    const asked = new Rest(cluster.url)
      .call("POST", "/api/admin/probes", {
        token,
        body: { from_server_id: "server-0", to_server_id: "server-1" },
      })
      .finally(() => {
        isAnswered = true;
      });
    // To clean up waits for that server for longer than that.
    await inTime("an answer", 9, [cluster.url], () => isAnswered);
    const { status, body } = await asked;
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { message: "No answer from server-1 in 5 s." } });
  } finally {
    cluster.server(1).thaw();
  }
});

test("a server that is killed is stale within 12 s of its last word, and the others say two of three", async () => {
  await using stats = await live(0);
  await stats.until("all three are up", ({ total }) => total.servers_up === 3);
  await cluster.server(2).kill();
  // In which it still counted as heard, for the last time.
  let before = 0;
  const tick = await stats.until("it is stale", ({ at, servers }) => {
    if (servers.some(({ server_id, state }) => server_id === "server-2" && state === "stale")) {
      return true;
    }
    before = at;
    return false;
  });
  const lost = tick.servers.find(({ server_id }) => server_id === "server-2");
  expect(before - (lost?.last_seen_at ?? 0)).toBeLessThanOrEqual(12_000);
  expect(tick.total).toMatchObject({ servers_up: 2, servers: 3 });
  expect(lost).toMatchObject({ state: "stale", connections: null });
  checkSums(tick);
  // Of others that a busy machine held up there may be news, too.
  expect(tick.events.filter(({ server_id }) => server_id === "server-2")).toMatchObject([
    { type: "lost" },
  ]);

  await cluster.server(2).start();
  await stats.until("it is back", ({ total }) => total.servers_up === 3);
  const { points } = await new Rest(cluster.url).ok<{
    points: { at: number; connections?: StatsRange }[];
  }>("GET", "/api/admin/stats/history?minutes=5&server_id=server-2", { token });
  const connections = points.map((point) => point.connections?.max ?? 0);
  // One, and for a moment that of a probe.
  expect(Math.max(...connections), "as it was before").toBeGreaterThan(0);
  const times = points.map(({ at }) => at);
  const gaps = times.slice(1).filter((at, i) => at - (times[i] ?? at) > 10_000);
  expect(gaps.length, "what nobody measured is missing").toBeGreaterThan(0);
});

test("one that is stopped in good order says so, and stays on show", async () => {
  await using stats = await live(0);
  await stats.until("all three are up", ({ total }) => total.servers_up === 3);
  await cluster.server(1).signal("SIGTERM");
  const tick = await stats.until("it is gone", ({ servers }) =>
    servers.some(({ server_id, state }) => server_id === "server-1" && state === "gone"),
  );
  expect(tick.servers.find(({ server_id }) => server_id === "server-1")?.stopped).toBe(true);
  expect(tick.total, "nobody misses it").toMatchObject({ servers_up: 2, servers: 2 });
  // Who is sent away in less than a second was not seen to drain; who was frozen above was perhaps lost for a while.
  const besides = ["drain", "lost", "gap"];
  // It is told as it happens, and kept a moment later.
  const kept = async (): Promise<string[]> => {
    const { events } = await new Rest(cluster.url).ok<{
      events: { type: string; server_id: string }[];
    }>("GET", "/api/admin/stats/events?minutes=10", { token });
    const own = events.filter(({ server_id }) => server_id === "server-1");
    return own.map(({ type }) => type).filter((type) => !besides.includes(type));
  };
  await expect.poll(kept, { timeout: 10_000 }).toEqual(["start", "stop"]);
});
