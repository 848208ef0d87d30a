import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Server } from "../../src/protocol/admin-entities.ts";
import type { Drain } from "../../src/protocol/drain.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { History } from "../harness/history.ts";
import { Party } from "../harness/party.ts";
import { ADMIN, adminToken, guest, Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

const env = { ...ADMIN, RATE_LIMITS: "off" };

const serversOf = async (rest: Rest, token: string): Promise<Server[]> =>
  (await rest.ok<{ servers: Server[] }>("GET", "/api/admin/servers", { token })).servers;

const drain = (rest: Rest, token: string, id: string) =>
  rest.call<{ server: Server }>("POST", `/api/admin/servers/${id}/drain`, { token });

/** As the server says itself, once it answers: one that is held up for two seconds is asked again. */
const progress = async (rest: Rest, token: string, id: string): Promise<Drain> =>
  (await rest.okAtLast<{ drain: Drain }>("GET", `/api/admin/servers/${id}/drain`, { token })).drain;

const isWhole = ({ total, left, gone, moved, returning, resumed, failed }: Drain): boolean =>
  total === left + gone + moved && moved === returning + resumed + failed;

/** The status with which a server answers who wants to open a socket. */
const refusal = ({ wsUrl }: ServerProcess): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(wsUrl, "crosstalk.v1");
    socket.on("error", () => undefined);
    socket.on("open", () => reject(new Error("it was let in")));
    socket.on("unexpected-response", (_request, { statusCode }) => {
      resolve(statusCode);
      socket.terminate();
    });
  });

/** It is up, takes nobody, and says so. */
const expectDrained = async (server: ServerProcess): Promise<void> => {
  const rest = new Rest(server.url);
  expect((await rest.call("GET", "/api/health")).status).toBe(200);
  const ready = await rest.call<{ status: string }>("GET", "/api/ready");
  expect([ready.status, ready.body.status]).toEqual([503, "draining"]);
  expect(await refusal(server)).toBe(503);
};

describe.each(RUNTIMES)("a server on %s that is alone", (runtime) => {
  test(`is listed, and drains when an admin says so (seed ${seed})`, async () => {
    await using server = await ServerProcess.start({ runtime, env });
    await using party = await Party.gather(server, seededDice(seed));
    const token = await adminToken(party.rest);
    const [listed, ...others] = await serversOf(party.rest, token);
    expect(others).toEqual([]);
    expect(listed).toMatchObject({
      runtime,
      pid: server.pid,
      connections: party.clients.length,
      rooms: party.rooms.length,
      bus: "local",
      store: "sqlite",
      draining: false,
    });
    expect(listed?.rss_bytes).toBeGreaterThan(1_000_000);
    const id = listed?.server_id ?? "";
    expect((await drain(party.rest, token, `${id}x`)).status).toBe(404);

    party.talk();
    await until("traffic", () => party.sent > 200);
    const drained = await drain(party.rest, token, id);
    expect(drained.status).toBe(202);
    expect(drained.body.server).toMatchObject({ server_id: id, draining: true });
    expect((await drain(party.rest, token, id)).status, "again").toBe(202);
    await until("all are gone", () => party.clients.every(({ ready }) => !ready));
    for (const { closes } of party.clients) expect(closes[0]).toBe(CLOSE.draining);
    await expectDrained(server);
    expect(await serversOf(party.rest, token)).toMatchObject([{ draining: true, connections: 0 }]);
    expect((await guest(party.rest)).user.kind, "REST goes on").toBe("guest");
    expect(await server.signal("SIGTERM")).toEqual({ code: 0, signal: null });
    await server.start();
    expect(await party.settle()).toEqual([]);
  });
});

test(`a server drained through another: its clients go on elsewhere without a gap (seed ${seed})`, async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env });
  await using party = await Party.gather(cluster, seededDice(seed));
  const rests = cluster.servers.map(({ url }) => new Rest(url));
  const [first, second] = rests;
  const there = cluster.server(2);
  if (first === undefined || second === undefined) throw new Error("no servers");
  const token = await adminToken(first);
  const listed = await serversOf(first, token);
  expect(listed.map(({ pid }) => pid).sort()).toEqual(cluster.servers.map(({ pid }) => pid).sort());
  const id = listed.find(({ pid }) => pid === there.pid)?.server_id ?? "";
  const wereThere = party.clients.filter(({ socket }) => socket?.url === there.wsUrl);
  expect(wereThere.length).toBeGreaterThan(1);

  party.talk();
  await until("traffic", () => party.sent > 200);
  const { status, body } = await drain(second, token, id);
  expect([status, body.server.server_id, body.server.draining]).toEqual([202, id, true]);
  for (const rest of rests) {
    const draining = (await serversOf(rest, token)).filter((server) => server.draining);
    expect(draining.map(({ server_id }) => server_id)).toEqual([id]);
  }
  await until("it is empty, and they are elsewhere", async () => {
    const server = (await serversOf(first, token)).find(({ server_id }) => server_id === id);
    const isElsewhere = wereThere.every((c) => c.ready && c.socket?.url !== there.wsUrl);
    return server?.connections === 0 && isElsewhere;
  });
  for (const { closes } of wereThere) expect(closes[0]).toBe(CLOSE.draining);
  const others = party.clients.filter((client) => !wereThere.includes(client));
  for (const { closes } of others) expect(closes).toEqual([]);
  await expectDrained(there);
  const before = party.sent;
  await until("they talk on", () => party.sent > before + 200);
  const done = await until("all are accounted for", async () => {
    const drain = await progress(first, token, id);
    return drain.state === "drained" && drain.returning === 0 ? drain : undefined;
  });
  const moved = wereThere.length;
  expect(done).toMatchObject({ total: moved, moved, resumed: moved, failed: 0, left: 0, gone: 0 });
  expect(await progress(second, token, id), "from any server").toMatchObject({ resumed: moved });

  await there.restart();
  await until("the new one takes part", async () => {
    const servers = await serversOf(first, token);
    return servers.some(({ pid, draining }) => pid === there.pid && !draining);
  });
  expect(await party.settle()).toEqual([]);
});

test(`a drain keeps its pace, changes it, and is aborted: nobody misses anything (seed ${seed})`, async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env });
  await using party = await Party.gather(cluster, seededDice(seed));
  const rest = new Rest(cluster.url);
  const token = await adminToken(rest);
  const there = cluster.server(1);
  const listed = await serversOf(rest, token);
  const id = listed.find(({ pid }) => pid === there.pid)?.server_id ?? "";
  const path = `/api/admin/servers/${id}/drain`;
  await using others = new AsyncDisposableStack();
  // One a second: enough for many seconds, in which what is asked must arrive.
  for (const { identity } of [...party.clients, ...party.clients]) {
    const options = { name: "another device", first: 1 };
    const client = new ChatClient(cluster.wsUrls, identity, new History(), options);
    await others.use(client).connect();
  }
  const seated = party.clients.filter(({ socket }) => socket?.url === there.wsUrl).length;
  const wereThere = seated + 2 * party.clients.length;
  expect(await progress(rest, token, id)).toMatchObject({ state: "accepting", left: wereThere });
  expect((await rest.call("DELETE", path, { token })).status, "nothing to abort").toBe(409);
  party.talk();
  const begun = await rest.ok<{ drain: Drain }>("POST", path, {
    token,
    body: { clients_per_s: 1 },
  });
  expect(begun.drain).toMatchObject({ state: "draining", clients_per_s: 1, total: wereThere });
  const amid = await until("the first went", async () => {
    const drain = await progress(rest, token, id);
    expect(isWhole(drain), JSON.stringify(drain)).toBe(true);
    return drain.moved > 0 ? drain : undefined;
  });
  expect(amid.left, "at its pace").toBeGreaterThan(0);
  expect(amid.eta_ms).toBeGreaterThan(0);
  const aborted = await rest.ok<{ server: Server; drain: Drain }>("DELETE", path, { token });
  expect(aborted.server.draining).toBe(false);
  expect(aborted.drain.state).toBe("accepting");
  await until("it is ready", async () => {
    return (await new Rest(there.url).call("GET", "/api/ready")).status === 200;
  });
  const newcomer = new WebSocket(there.wsUrl, "crosstalk.v1");
  await new Promise((resolve, reject) => {
    newcomer.on("open", resolve);
    newcomer.on("error", reject);
  });
  newcomer.terminate();
  const left = await progress(rest, token, id);
  expect(left.left, "whoever was not sent away stays").toBeGreaterThan(0);

  await rest.ok("POST", path, { token, body: { clients_per_s: 1 } });
  await rest.ok("POST", path, { token, body: { clients_per_s: 1_000 } });
  const done = await until("all are accounted for", async () => {
    const drain = await progress(rest, token, id);
    return drain.state === "drained" && drain.returning === 0 ? drain : undefined;
  });
  expect(done).toMatchObject({ clients_per_s: 1_000, failed: 0, left: 0 });
  expect(isWhole(done), JSON.stringify(done)).toBe(true);
  expect(await party.settle()).toEqual([]);
});

test("a frozen server confirms nothing, which is said, and drains when it wakes", async () => {
  await using cluster = await Cluster.start({ runtimes: ["node", "bun"], env });
  const rest = new Rest(cluster.url);
  const token = await adminToken(rest);
  const { pid } = cluster.server(1);
  const isListed = (server: Server) => server.pid === pid;
  const there = await until("it is listed", async () =>
    (await serversOf(rest, token)).find(isListed),
  );
  process.kill(pid, "SIGSTOP");
  try {
    const { status } = await drain(rest, token, there.server_id);
    expect(status).toBe(503);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until("it drains", async () => (await serversOf(rest, token)).find(isListed)?.draining);
  await expectDrained(cluster.server(1));
});
