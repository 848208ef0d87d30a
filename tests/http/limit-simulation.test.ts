import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Simulation } from "../../src/protocol/limit-simulation.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import { Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;

beforeAll(async () => {
  server = await startHttpServer({ TRUSTED_PROXIES: "127.0.0.1" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
});
afterAll(() => server[Symbol.asyncDispose]());

/** Counted by the minute: all of what follows is in one. */
const toNextMinute = (): void => server.clock.advance(60_000 - (server.clock.now() % 60_000));

const simulate = async (body: object): Promise<Simulation> =>
  (
    await rest.ok<{ simulation: Simulation }>("POST", "/api/admin/settings/simulate", {
      token,
      body,
    })
  ).simulation;

test("what yesterday's traffic would have met is said before a limit is set", async () => {
  const visitor = new Rest(server.url, { "x-forwarded-for": "198.51.100.7" });
  const { token: own } = await register(visitor, "anna");
  toNextMinute();
  for (let i = 0; i < 30; i += 1) await visitor.ok("GET", "/api/auth/me", { token: own });
  server.clock.advance(60_000);
  const { limits } = DEFAULT_SETTINGS;
  const strict = { limits: { ...limits, rest: { window: 10, per_ms: 60_000 } } };
  const simulation = await until("the minute is kept", async () => {
    const answer = await simulate(strict);
    return answer.limits.rest.hits >= 30 ? answer : undefined;
  });
  expect(simulation.minutes).toBeGreaterThan(0);
  const met = simulation.limits.rest.top.find(({ caller }) => caller === "198.51.100.7");
  expect(met).toMatchObject({ hits: 30, refused: 20, busiest_minute: 30 });
  expect(simulation.limits.rest.refused.least).toBeGreaterThanOrEqual(20);
  expect(simulation.limits.register).toMatchObject({ hits: 1, refused: { least: 0, most: 0 } });
  const asItIs = await simulate({ limits });
  expect(asItIs.limits.rest.refused.most).toBe(0);
  expect((await simulate(strict)).limits.rest.was_refused, "nothing was set").toBe(0);
});

test("a connection that proves who it is counts against nothing, here as there", async () => {
  const address = { "x-forwarded-for": "198.51.100.8" };
  const { token: own } = await register(new Rest(server.url, address), "bertha");
  toNextMinute();
  const url = `${server.url.replace("http", "ws")}/api/ws`;
  const connect = async (path: string): Promise<void> => {
    const socket = new WebSocket(url + path, { headers: address, origin: server.url });
    // Told at once where the token came with it; else told nothing.
    await once(socket, path === "" ? "open" : "message");
    socket.terminate();
    await once(socket, "close");
  };
  for (let i = 0; i < 20; i += 1) await connect(`?token=${own}`);
  await connect("");
  server.clock.advance(60_000);
  const { limits } = DEFAULT_SETTINGS;
  const strict = { limits: { ...limits, upgrade: { window: 1, per_ms: 60_000 } } };
  const { upgrade } = await until("the minute is kept", async () => {
    const { limits: met } = await simulate(strict);
    return met.upgrade.hits > 0 ? met : undefined;
  });
  expect(upgrade).toMatchObject({ hits: 1, refused: { least: 0, most: 0 } });
});

test("the minute that is not over is not said to be in it", async () => {
  server.clock.advance(59_000);
  const { from, to } = await simulate(DEFAULT_SETTINGS);
  expect([from % 60_000, to % 60_000]).toEqual([0, 0]);
  expect(to).toBeLessThanOrEqual(server.clock.now());
});
