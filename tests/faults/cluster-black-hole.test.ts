import { afterAll, beforeAll, expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { Cluster } from "../harness/cluster.ts";
import { Party } from "../harness/party.ts";
import { Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";

/** A dead connection that looks alive is noticed by silence alone. */
const NOTICED_MS = 90_000;
const HEALED_MS = 90_000;

interface Links {
  readonly redis: TcpProxy;
  readonly mongo: TcpProxy;
}

const links: Links[] = [];
let cluster: Cluster;
let party: Party;

beforeAll(async () => {
  cluster = await Cluster.start({
    runtimes: RUNTIMES,
    env: { RATE_LIMITS: "off" },
    envOf: async (index, services) => {
      const [mongod] = services.mongo.members;
      const redis = await TcpProxy.start(services.redis.port);
      const mongo = await TcpProxy.start(mongod?.port ?? 0);
      links[index] = { redis, mongo };
      return {
        REDIS_URL: `redis://127.0.0.1:${redis.port}`,
        MONGO_URL: `mongodb://127.0.0.1:${mongo.port}/?directConnection=true`,
      };
    },
  });
  party = await Party.gather(cluster, seededDice(seed));
});

afterAll(async () => {
  await party?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  for (const link of links)
    for (const proxy of [link.redis, link.mongo]) await proxy[Symbol.asyncDispose]();
});

const linksOf = (index: number): Links => {
  const found = links[index];
  if (found === undefined) throw new Error(`there is no server ${index}`);
  return found;
};

/** What the servers say of themselves, in their order. */
const say = (words: readonly string[], withinMs: number): Promise<true> =>
  until(
    `they are ${words.join(", ")}`,
    async () => {
      const said = await Promise.all(
        cluster.servers.map(async ({ url, running, logs }) => {
          if (!running) throw new Error(`it ended by itself:\n${logs.slice(-20).join("\n")}`);
          const { status, body } = await new Rest(url).call<{ status: string }>(
            "GET",
            "/api/ready",
          );
          const takesTraffic = body.status === "ready" || body.status === "degraded";
          expect(status).toBe(takesTraffic ? 200 : 503);
          return body.status;
        }),
      );
      return said.join() === words.join();
    },
    withinMs,
  );

const all = (word: string): string[] => RUNTIMES.map(() => word);

/** How often anybody whose socket is on that server was told that what it sent can't be stored now. */
const refusals = (server: number): number => {
  const { wsUrl } = cluster.server(server);
  const there = party.clients.filter(({ socket }) => socket?.url === wsUrl);
  const names = new Set(there.map(({ name }) => name));
  return party.history.observations.filter(
    (seen) =>
      seen.kind === "received" &&
      names.has(seen.connection.split("#")[0] ?? "") &&
      seen.event.event === "error" &&
      seen.event.code === "unavailable",
  ).length;
};

const acks = (): number =>
  party.history.observations.filter((o) => o.kind === "received" && o.event.event === "ack").length;

/** So many sends more are acknowledged, whoever sends them. */
const acked = async (more: number): Promise<void> => {
  const before = acks();
  await until(`${more} acks`, () => acks() > before + more, NOTICED_MS);
};

test(`Redis swallows all that one server says: it is degraded, goes on, and heals (seed ${seed})`, async () => {
  party.talk();
  await acked(100);
  linksOf(1).redis.blackHole();
  await say(["ready", "degraded", "ready"], NOTICED_MS);
  const [agora] = party.rooms;
  const [ada, ben] = agora?.clients ?? [];
  if (agora === undefined || ada === undefined || ben === undefined) throw new Error("nobody came");
  // From one that hears, to one that doesn't, and back: sweeps find it.
  for (const [from, to] of [
    [ada, ben],
    [ben, ada],
  ] as const) {
    await until("the room is at hand", () => from.cursors.has(agora.room));
    const begun = from.cursors.get(agora.room) ?? 0;
    await until("news", () => (to.cursors.get(agora.room) ?? 0) > begun + 20);
  }
  await acked(200);
  linksOf(1).redis.open();
  await say(all("ready"), HEALED_MS);
  await acked(100);
  expect(await party.settle()).toEqual([]);
});

test(`MongoDB swallows all that one server says: its clients keep what they send until it heals (seed ${seed})`, async () => {
  const token = party.clients[0]?.identity.token ?? "";
  // A room apart: the checker knows of what is sent over sockets alone.
  const { room } = await party.rest.ok<{ room: Room }>("POST", "/api/rooms", {
    token,
    body: { name: "annex", kind: "private" },
  });
  party.talk();
  await acked(100);
  const before = refusals(2);
  linksOf(2).mongo.blackHole();
  await say(["ready", "ready", "unavailable"], NOTICED_MS);
  await acked(200);
  await until("its clients are told", () => refusals(2) > before, NOTICED_MS);
  const body = { content: "over REST", cid: "over-rest" };
  const post = (server: number) =>
    new Rest(cluster.server(server).url).call("POST", `/api/rooms/${room.id}/messages`, {
      token,
      body,
    });
  expect((await post(2)).status).toBe(503);
  linksOf(2).mongo.open();
  await say(all("ready"), HEALED_MS);
  expect([200, 201]).toContain((await post(2)).status);
  await acked(100);
  expect(await party.settle()).toEqual([]);
});

test(`both swallow all that anybody says: nothing goes on, and all heals without a restart (seed ${seed})`, async () => {
  const pids = cluster.servers.map(({ pid }) => pid);
  party.talk();
  await acked(100);
  for (const { redis, mongo } of links) for (const proxy of [redis, mongo]) proxy.blackHole();
  await say(all("unavailable"), NOTICED_MS);
  const during = acks();
  await until("all are told", () => RUNTIMES.every((_r, i) => refusals(i) > 0), NOTICED_MS);
  expect(acks(), "nothing is acknowledged that is not stored").toBe(during);
  for (const { redis, mongo } of links) for (const proxy of [redis, mongo]) proxy.open();
  await say(all("ready"), HEALED_MS);
  await acked(200);
  expect(await party.settle()).toEqual([]);
  expect(cluster.servers.map(({ pid }) => pid)).toEqual(pids);
});
