import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  SpanServers,
  STATS_METRIC_NAMES,
  StatsPoint,
  StatsTick,
} from "../../src/protocol/stats.ts";
import { EventStream, LiveStats } from "../harness/event-stream.ts";
import { Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  token = await adminToken(rest);
});
afterAll(() => server[Symbol.asyncDispose]());

interface HistoryBody {
  readonly step_ms: number;
  readonly points: readonly Record<string, unknown>[];
}
const history = (query: string) =>
  rest.call<HistoryBody>("GET", `/api/admin/stats/history${query}`, { token });

describe("live statistics", () => {
  it("come at once and then every second, as events that validate", async () => {
    await until("there is a tick", () => server.services.statistics.after(undefined).length > 0);
    await using stream = await EventStream.open(`${server.url}/api/admin/stats/live`, token);
    const opened = server.clock.now();
    expect(stream.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(stream.response.headers.get("cache-control")).toBe("no-store");
    const ticks: StatsTick[] = [];
    for (let i = 0; i < 3; i += 1) {
      const event = await stream.next();
      const tick = v.parse(StatsTick, event?.data);
      expect(event?.id).toBe(String(tick.at));
      ticks.push(tick);
    }
    // The last that there was, and not the next.
    expect(ticks[0]?.at).toBeLessThanOrEqual(opened);
    const times = ticks.map(({ at }) => at);
    expect(times.every((at) => at % 1_000 === 0)).toBe(true);
    expect(new Set(times).size).toBe(3);
    expect(times).toEqual(times.toSorted());
    const [server_id] = ticks[0]?.servers ?? [];
    expect(server_id).toMatchObject({ server_id: "test", state: "ok", runtime: "node" });
    expect(ticks[0]?.total).toMatchObject({ servers_up: 1, servers: 1 });
  });

  it("count what is done: requests, errors by code, limits that were hit", async () => {
    await using live = await LiveStats.open(server.url, token);
    // So many that there is more than half a one a second of them, however long a busy machine makes a second.
    const calls = 40;
    const call = () => rest.call("GET", "/api/rooms/nobody", { token: "wrong" });
    await Promise.all(Array.from({ length: calls }, call));
    let counted = 0;
    let errorsPerS = 0;
    let requestsPerS = 0;
    await live.until("all errors show", ({ total, servers }) => {
      const { unauthenticated = 0, ...others } = total.errors;
      expect(others).toEqual({});
      expect(servers[0]?.errors).toEqual(total.errors);
      counted += unauthenticated;
      errorsPerS += total.errors_per_s ?? 0;
      requestsPerS += total.http_requests_per_s ?? 0;
      return counted >= calls;
    });
    expect(counted).toBe(calls);
    expect(errorsPerS).toBeGreaterThan(0);
    expect(requestsPerS).toBeGreaterThan(0);
  });

  it("resume after the last event that was had, without one missing", async () => {
    await using stays = await LiveStats.open(server.url, token);
    const { at } = await stays.next();
    // What there was: a machine that is held up leaves out a second.
    const told = [await stays.next(), await stays.next(), await stays.next()];
    await using again = await LiveStats.open(server.url, token, at);
    expect([await again.next(), await again.next(), await again.next()]).toEqual(told);
  });

  it("are for admins alone, and end with the session", async () => {
    const { token: chatToken } = await register(rest, "somebody");
    for (const other of ["nonsense", chatToken]) {
      const { status } = await rest.call("GET", "/api/admin/stats/live", { token: other });
      expect(status).toBe(401);
    }
    const body = { username: "root", password: "correct horse battery staple" };
    const login = await rest.call<{ access_token: string }>("POST", "/api/admin/login", { body });
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0];
    await using stream = await EventStream.open(
      `${server.url}/api/admin/stats/live`,
      login.body.access_token,
    );
    expect(await stream.next()).toBeDefined();
    expect((await rest.call("POST", "/api/admin/logout", { cookie })).status).toBe(204);
    const ended = server.clock.now();
    for (let event = await stream.next(); event !== undefined; event = await stream.next()) {
      expect(Number(event.id)).toBeLessThanOrEqual(ended + 1_000);
    }
  });

  it("end when the token does", async () => {
    await using shortServer = await startHttpServer();
    const own = await adminToken(new Rest(shortServer.url));
    await using stream = await EventStream.open(`${shortServer.url}/api/admin/stats/live`, own);
    expect(await stream.next()).toBeDefined();
    shortServer.clock.advance(60 * 60_000);
    while ((await stream.next()) !== undefined);
    expect(shortServer.services.statistics.viewers.size).toBe(0);
  });

  it("forget who leaves", async () => {
    const { viewers } = server.services.statistics;
    await until("those before are gone", () => viewers.size === 0);
    const live = await LiveStats.open(server.url, token);
    await live.next();
    expect(viewers.size).toBe(1);
    await live[Symbol.asyncDispose]();
    await until("it is gone", () => viewers.size === 0);
  });
});

describe("the history of statistics", () => {
  it("answers the last minutes, up to now", async () => {
    const { status, body } = await until("there is a point", async () => {
      const answer = await history("?minutes=15");
      return answer.body.points.length > 0 ? answer : undefined;
    });
    expect(status).toBe(200);
    expect(body.step_ms).toBe(10_000);
    for (const point of body.points) v.parse(StatsPoint, point);
    expect(body.points.at(-1)).toMatchObject({ rooms: { min: 0, max: 0, avg: 0 } });
    // Every ten seconds there is one more.
    const asIs = (await history("")).body.points.map(({ at }) => at);
    const times = body.points.map(({ at }) => at);
    expect(asIs.slice(0, times.length)).toEqual(times);
    expect(asIs.length).toBeLessThanOrEqual(times.length + 1);
    const own = await history("?server_id=test&metrics=cpu,rss_bytes");
    const last = own.body.points.at(-1) ?? {};
    expect(Object.keys(last).toSorted()).toEqual(["at", "cpu", "rss_bytes"]);
    expect((await history("?server_id=nobody")).body.points).toEqual([]);
  });

  it("answers a span of a day in at most 1,200 points, the same to whoever asks", async () => {
    const { stats } = server.services.store;
    const day = 24 * 3_600_000;
    const to = Math.floor(server.clock.now() / 10_000) * 10_000 - 60_000;
    const columns = STATS_METRIC_NAMES.length * 3;
    for (let at = to - day; at < to; at += 10_000) {
      // Two minutes in which nothing was heard.
      if (at >= to - 600_000 && at < to - 480_000) continue;
      const values = new Float32Array(columns).fill(1);
      await stats.savePoint({ serverId: "", at, weight: 10, values });
    }
    const query = `?from=${to - day}&to=${to}`;
    const { body } = await history(query);
    expect(body.points.length).toBeLessThanOrEqual(1_200);
    expect(body.points.length).toBeGreaterThan(900);
    expect((await history(query)).body).toEqual(body);
    expect((await history(`${query}&max_points=100`)).body.points.length).toBeLessThanOrEqual(100);
    const hour = await history(`?from=${to - 3_600_000}&to=${to}`);
    expect(hour.body.step_ms).toBe(10_000);
    const times = hour.body.points.map(({ at }) => at);
    expect(times).not.toContain(to - 600_000);
    expect(times).toContain(to - 480_000);
    expect(times.length).toBe(360 - 12);
  });

  it("names the servers of a span as it was, those that nobody knows now among them", async () => {
    const { stats } = server.services.store;
    const to = Math.floor(server.clock.now() / 10_000) * 10_000 - 3_600_000;
    const columns = STATS_METRIC_NAMES.length * 3;
    // Of more weight than what another test has kept of the cluster.
    const save = (serverId: string, at: number, value: number) =>
      stats.savePoint({ serverId, at, weight: 20, values: new Float32Array(columns).fill(value) });
    await save("", to - 10_000, 30);
    await save("before-restart", to - 20_000, 10);
    await save("before-restart", to - 10_000, 11);
    await save("before-restart", to, 99);
    await save("lost-on-the-way", to - 60_000, 20);
    await save("long-gone", to - 900_000, 5);
    await save("replaced", to - 90_000, 7);
    const stop = { type: "stop", server_id: "replaced" } as const;
    await stats.saveEvent({ ...stop, id: "stop:replaced", at: to - 80_000 });
    await stats.saveEvent({ ...stop, id: "stop:later", at: to, server_id: "before-restart" });
    const answer = await rest.ok<SpanServers>(
      "GET",
      `/api/admin/stats/servers?from=${to - 600_000}&to=${to}`,
      { token },
    );
    v.parse(SpanServers, answer);
    expect(answer).toMatchObject({
      total: { at: to - 10_000, rooms: { avg: 30 } },
      servers: [
        { server_id: "before-restart", last: { at: to - 10_000, rooms: { avg: 11 } } },
        { server_id: "lost-on-the-way", last: { at: to - 60_000, rooms: { avg: 20 } } },
        { server_id: "replaced", stopped: true, last: { at: to - 90_000, rooms: { avg: 7 } } },
      ],
    });
    expect(answer.servers.map(({ stopped }) => stopped)).toEqual([undefined, undefined, true]);
  });

  it("refuses spans that are none", async () => {
    for (const query of [
      "?minutes=0",
      "?minutes=1441",
      "?from=5",
      "?from=9&to=5",
      "?from=0&to=86400001",
      "?minutes=5&from=0&to=5",
      "?metrics=cpu,nonsense",
      "?max_points=1201",
      "?unknown=1",
    ]) {
      expect((await history(query)).status, query).toBe(400);
    }
  });

  it("marks what admins did, in the stream and for later", async () => {
    const { user } = await register(rest, "troublemaker");
    await using live = await LiveStats.open(server.url, token);
    const body = { user_id: user.id };
    const { ban } = await rest.ok<{ ban: { id: string } }>("POST", "/api/admin/bans", {
      token,
      body,
    });
    const { events } = await live.until("it is told", (tick) => tick.events.length > 0);
    expect(events).toMatchObject([{ type: "ban", server_id: "test", detail: user.id }]);
    await rest.ok("DELETE", `/api/admin/bans/${ban.id}`, { token });
    const kept = async () => {
      const path = "/api/admin/stats/events?minutes=30";
      const { events: all } = await rest.ok<{ events: { type: string }[] }>("GET", path, { token });
      return all.map(({ type }) => type);
    };
    await until("both are kept", async () => (await kept()).includes("unban"));
    expect(await kept()).toEqual(["start", "ban", "unban"]);
  });

  it("marks when the server came", async () => {
    const events = await until("it is marked", async () => {
      const answer = await rest.ok<{ events: object[] }>(
        "GET",
        "/api/admin/stats/events?minutes=60",
        { token },
      );
      return answer.events.length > 0 ? answer.events : undefined;
    });
    expect(events[0]).toMatchObject({ type: "start", server_id: "test" });
  });
});
