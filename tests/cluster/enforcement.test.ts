import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ban, Client, Partial, Server } from "../../src/protocol/admin-entities.ts";
import type { Enforced, Enforcement } from "../../src/protocol/enforcement.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { History } from "../harness/history.ts";
import { long } from "../harness/long.ts";
import { ADMIN, adminToken, login, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";

interface ClientPage {
  readonly clients: readonly Client[];
  readonly partial?: Partial;
}

interface Banned {
  readonly ban: Ban;
  readonly enforced: Enforced;
}

let cluster: Cluster;
let rest: Rest;
let token: string;
const clients: ChatClient[] = [];
/** Of each server, to Redis. */
const links: TcpProxy[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({
    runtimes: RUNTIMES,
    env: { ...ADMIN, RATE_LIMITS: "off" },
    envOf: async (index, { redis }) => {
      links[index] = await TcpProxy.start(redis.port);
      return { REDIS_URL: `redis://127.0.0.1:${links[index]?.port}` };
    },
  });
  rest = new Rest(cluster.url);
  token = await adminToken(rest);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  await cluster?.[Symbol.asyncDispose]();
  for (const link of links) await link[Symbol.asyncDispose]();
});

const seated = async (name: string, server: number): Promise<ChatClient> => {
  const { wsUrl } = cluster.server(server);
  const client = new ChatClient(wsUrl, await register(rest, name), new History());
  clients.push(client);
  return await client.connect();
};

const ban = (client: ChatClient, via = rest): Promise<Banned> =>
  via.ok("POST", "/api/admin/bans", { token, body: { user_id: client.identity.user.id } });

const enforcement = async (id: string, via = rest): Promise<Enforcement> =>
  (await via.ok<{ enforcement: Enforcement }>("GET", `/api/admin/enforcements/${id}`, { token }))
    .enforcement;

/** Of those who were told, all but this one confirm; a busy one is told again. */
const pendingOnly = async (enforced: Enforced, id: string, via = rest): Promise<void> => {
  expect(enforced).toMatchObject({ servers: 3, pending: expect.arrayContaining([id]) });
  await until("the others have confirmed", async () => {
    const { confirmed, pending } = await enforcement(enforced.id ?? "", via);
    return confirmed === 2 && pending.join() === id;
  });
};

const idOf = async (pid: number): Promise<string> => {
  const { servers } = await rest.ok<{ servers: Server[] }>("GET", "/api/admin/servers", { token });
  return servers.find((server) => server.pid === pid)?.server_id ?? "";
};

test("a ban that a frozen server does not confirm is tried on, visibly, until it wakes", async () => {
  const client = await seated("frozen", 1);
  const { pid } = cluster.server(1);
  const id = await idOf(pid);
  let banned: Banned;
  process.kill(pid, "SIGSTOP");
  try {
    banned = await ban(client);
    await pendingOnly(banned.enforced, id);
    const shown = await enforcement(banned.enforced.id ?? "", new Rest(cluster.server(2).url));
    expect(shown, "from any server").toMatchObject({
      action: "ban.create",
      target: client.identity.user.id,
      state: "trying",
      pending: [id],
    });
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until("its socket is closed", () => client.closes.includes(CLOSE.banned));
  const done = await until("all have confirmed", async () => {
    const now = await enforcement(banned.enforced.id ?? "");
    return now.state === "confirmed" ? now : undefined;
  });
  expect(done).toMatchObject({ confirmed: 3, servers: 3, pending: [] });
});

test("a ban that a server cut off from Redis does not hear is tried on, and holds there once it hears", async () => {
  await cluster.whole();
  const client = await seated("cut-off", 1);
  const id = await idOf(cluster.server(1).pid);
  links[1]?.cut();
  let banned: Banned;
  try {
    banned = await ban(client);
    await pendingOnly(banned.enforced, id);
    expect((await enforcement(banned.enforced.id ?? "")).state).toBe("trying");
  } finally {
    links[1]?.open();
  }
  await until("its socket is closed", () => client.closes.includes(CLOSE.banned));
  const isOver = async () => (await enforcement(banned.enforced.id ?? "")).state === "confirmed";
  await until("all have confirmed", isOver);
});

test("a disable that a server has yet to hear is not pursued once another server undid it", async () => {
  await cluster.whole();
  const { identity } = await seated("enabled-again", 0);
  const id = await idOf(cluster.server(1).pid);
  const patch = (server: number, disabled: boolean) =>
    new Rest(cluster.server(server).url).ok<{ enforced: Enforced }>(
      "PATCH",
      `/api/admin/users/${identity.user.id}`,
      { token, body: { disabled } },
    );
  links[1]?.cut();
  let again: ChatClient;
  let disabled: Enforced;
  try {
    disabled = (await patch(0, true)).enforced;
    await pendingOnly(disabled, id);
    const { enforced } = await patch(2, false);
    await pendingOnly(enforced, id, new Rest(cluster.server(2).url));
    const back = await login(new Rest(cluster.server(2).url), "enabled-again");
    again = new ChatClient(cluster.server(1).wsUrl, back, new History());
    clients.push(again);
    await again.connect();
  } finally {
    links[1]?.open();
  }
  const isOver = async () => (await enforcement(disabled.id ?? "")).state !== "trying";
  await until("it is no longer tried", isOver);
  expect(again.closes).toEqual([]);
  expect((await enforcement(disabled.id ?? "")).state).toBe("superseded");
});

test("a server that stops while a ban is made is not waited for", async () => {
  const client = await seated("stopping", 0);
  const stopped = cluster.server(2).signal("SIGTERM");
  const { enforced } = await ban(client);
  await until("it is banned", () => client.closes.includes(CLOSE.banned));
  const isOver = async () =>
    enforced.id === undefined || (await enforcement(enforced.id)).state === "confirmed";
  await until("those that are left have confirmed", isOver);
  await stopped;
  await cluster.server(2).start();
});

test("a server that was killed is not waited for when its lease has ended", async () => {
  // Leases are as long as they are.
  if (!long) return;
  const client = await seated("killed", 2);
  await cluster.server(2).signal("SIGKILL");
  const { enforced } = await ban(client);
  const isOver = async () =>
    enforced.id === undefined || (await enforcement(enforced.id)).state === "confirmed";
  await until("it is given up on", isOver, 40_000);
  await cluster.server(2).start();
});

test("clients are found by runtime, address, time and exact names, and disconnected at once", async () => {
  await cluster.whole();
  const [one, two] = [await seated("zoe", 0), await seated("zoey", 1)];
  // A server that is held up is named, and answers the next time.
  const find = (query: string): Promise<readonly Client[]> =>
    until("every server answers", async () => {
      const path = `/api/admin/clients?${query}`;
      const { clients: found, partial } = await rest.ok<ClientPage>("GET", path, { token });
      return partial === undefined ? found : undefined;
    });
  const names = async (query: string): Promise<readonly string[]> =>
    (await find(query)).map(({ user }) => user.username ?? "");
  expect((await names("query=zoe")).toSorted()).toEqual(["zoe", "zoey"]);
  expect(await names("query=zoe&exact=true")).toEqual(["zoe"]);
  const [there] = await find("query=zoey");
  expect(await names(`query=zoe&runtime=${there?.runtime}`)).toEqual(["zoey"]);
  expect((await names("query=zoe&ip=127.0.0.0/8")).toSorted()).toEqual(["zoe", "zoey"]);
  expect(await names("query=zoe&ip=192.0.2.1")).toEqual([]);
  expect(await names(`query=zoe&since=${(there?.connected_at ?? 0) + 1}`)).toEqual([]);
  const bad = await rest.call("GET", "/api/admin/clients?ip=10.0.0.0/99", { token });
  expect(bad.status).toBe(400);

  const connection_ids = (await find("query=zoe")).map(({ connection_id }) => connection_id);
  const { enforced } = await rest.ok<{ enforced: Enforced }>(
    "POST",
    "/api/admin/clients/disconnect",
    { token, body: { connection_ids: [...connection_ids, "gone"] } },
  );
  expect(enforced.servers).toBe(3);
  await until("both are out", () =>
    [one, two].every(({ closes }) => closes.includes(CLOSE.disconnectedByAdmin)),
  );
});
