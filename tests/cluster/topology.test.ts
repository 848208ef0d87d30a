import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Partial } from "../../src/protocol/admin-entities.ts";
import type { Enforced, Enforcement } from "../../src/protocol/enforcement.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { History } from "../harness/history.ts";
import { long } from "../harness/long.ts";
import { ADMIN, adminToken, type Identity, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { until } from "../harness/wait.ts";

interface ClientPage {
  readonly clients: readonly Client[];
  readonly partial?: Partial;
  readonly next_cursor?: string;
}

interface Announced {
  readonly announcement: { readonly id: string; readonly text: string };
  readonly enforced: Enforced;
}

let cluster: Cluster;
const clients: ChatClient[] = [];

beforeAll(async () => {
  cluster = await Cluster.start({ runtimes: RUNTIMES, env: { ...ADMIN, RATE_LIMITS: "off" } });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  await cluster?.[Symbol.asyncDispose]();
});

const rest = (server: number): Rest => new Rest(cluster.server(server).url);

/** Somebody's connection to that server. */
const connect = async (identity: Identity, server: number): Promise<ChatClient> => {
  const { wsUrl } = cluster.server(server);
  const client = new ChatClient(wsUrl, identity, new History(), { keepEvents: true });
  clients.push(client);
  return await client.connect();
};

/** A new account of each name, the first connected to the first server, and so on. */
const people = (...names: readonly string[]): Promise<ChatClient[]> =>
  Promise.all(names.map(async (name, i) => connect(await register(rest(i), name), i)));

/** All three confirm it; one that is held up is told again. */
const confirmed = async ({ id, servers, pending = [] }: Enforced, token: string): Promise<void> => {
  expect(servers).toBe(3);
  if (pending.length === 0) return;
  await until("all have confirmed", async () => {
    const { enforcement } = await rest(0).ok<{ enforcement: Enforcement }>(
      "GET",
      `/api/admin/enforcements/${id}`,
      { token },
    );
    return enforcement.state === "confirmed";
  });
};

/** How many servers get what is published for a room. */
const listeners = async (roomId: string): Promise<number> => {
  const { redis } = cluster;
  const [channel = ""] = (await redis.cli("PUBSUB", "CHANNELS", `*:room:${roomId}`)).split("\n");
  if (channel === "") return 0;
  const [, count] = (await redis.cli("PUBSUB", "NUMSUB", channel)).split("\n");
  return Number(count);
};

test("stats count the whole cluster, and a user who is on two servers once", async () => {
  const [ada] = await people("ada", "ben");
  if (ada === undefined) throw new Error("nobody came");
  await connect(ada.identity, 2);
  await ada.expect("room_created", "create_room", { name: "agora", kind: "public" });
  for (const i of cluster.servers.keys()) {
    const stats = await until(`server ${i} counts both`, async () => {
      const said = await rest(i).ok<{ online: number }>("GET", "/api/stats");
      return said.online === 2 ? said : undefined;
    });
    expect(stats).toEqual({ online: 2, rooms: 1, servers: 3 });
  }
});

/** How many messages came to a server on the channels of rooms, as its figures say. */
const heardOfRooms = async (server: number): Promise<number> => {
  const page = await rest(server).ok<string>("GET", "/metrics");
  return Number(/^crosstalk_bus\{what="received_room_total"\} (\d+)$/m.exec(page)?.[1]);
};

test("channels of rooms follow members: servers without one hear nothing", async () => {
  const [cleo, dan, eve] = await people("cleo", "dan", "eve");
  if (cleo === undefined || dan === undefined || eve === undefined) throw new Error("not all came");
  const made = await cleo.expect("room_created", "create_room", { name: "den", kind: "public" });
  const { id: room_id } = made.room;
  expect(await listeners(room_id)).toBe(1);
  await dan.expect("room_joined", "join_room", { room_id });
  expect(await listeners(room_id)).toBe(2);
  const before = await Promise.all([0, 1, 2].map(heardOfRooms));
  for (let i = 0; i < 20; i++) dan.send(room_id, `den-${i}`, "is anybody here");
  await until("cleo has them", () => cleo.events.some((e) => "cid" in e && e.cid === "den-19"));
  expect(await listeners(room_id), "the third server").toBe(2);
  const after = await Promise.all([0, 1, 2].map(heardOfRooms));
  expect(after[0]).toBeGreaterThan(before[0] ?? 0);
  expect(after[2]).toBe(before[2]);
  expect(eve.cursors.has(room_id)).toBe(false);

  await eve.expect("room_joined", "join_room", { room_id });
  expect(await listeners(room_id)).toBe(3);
  if (!long) return;
  await dan.expect("room_left", "leave_room", { room_id });
  await cleo.stop();
  // Rooms stay for half a minute in case somebody comes back.
  await until("their servers left too", async () => (await listeners(room_id)) === 1, 60_000);
});

test("an announcement reaches everyone on every server, and all of these confirm it", async () => {
  const [lea, max, nia] = await people("lea", "max", "nia");
  if (lea === undefined || max === undefined || nia === undefined) throw new Error("not all came");
  const listening = [lea, max, nia, await connect(lea.identity, 1)];
  const token = await adminToken(rest(0));
  const text = "back in five minutes 🛠";
  const { announcement, enforced } = await rest(1).ok<Announced>(
    "POST",
    "/api/admin/announcements",
    { token, body: { text } },
  );
  await confirmed(enforced, token);
  const heard = ({ events }: ChatClient) => events.filter((e) => e.event === "announcement");
  await until("all have it", () => listening.every((client) => heard(client).length > 0));
  for (const client of listening) {
    expect(heard(client)).toMatchObject([{ event: "announcement", id: announcement.id, text }]);
  }
});

test("admins see and disconnect the clients of all servers from any", async () => {
  const seated = await people("finn", "gus", "hal");
  const more = await people("ivy", "jon", "kim");
  for (const [i, client] of [...seated, ...more].entries()) {
    expect((await connect(client.identity, i + 1 < 6 ? (i + 1) % 3 : 0)).ready).toBe(true);
  }
  const token = await adminToken(rest(0));
  const all = async (server: number, query: string): Promise<Client[]> => {
    const found: Client[] = [];
    let cursor = "";
    do {
      const path = `/api/admin/clients?limit=2${query}${cursor}`;
      let page = await rest(server).ok<ClientPage>("GET", path, { token });
      // A server that is busy for a moment is named, and has its clients all the same.
      await until("every server answers", async () => {
        if (page.partial === undefined) return true;
        expect(page.partial).toMatchObject({ servers: 3 });
        page = await rest(server).ok<ClientPage>("GET", path, { token });
        return false;
      });
      expect(page.clients.length).toBeLessThanOrEqual(2);
      found.push(...page.clients);
      cursor = page.next_cursor === undefined ? "" : `&cursor=${page.next_cursor}`;
    } while (cursor !== "");
    return found;
  };
  const lists = await Promise.all([0, 1, 2].map((server) => all(server, "")));
  const ids = lists.map((list) => list.map(({ connection_id }) => connection_id));
  expect(ids[0]).toEqual([...new Set(ids[0])].sort());
  expect(ids[0]?.length).toBeGreaterThanOrEqual(12);
  expect([ids[1], ids[2]]).toEqual([ids[0], ids[0]]);

  const newest = await all(1, "&sort=-connected");
  expect(newest.map(({ connection_id }) => connection_id)).toEqual(ids[0]?.toReversed());
  for (const server of [0, 2]) {
    const named = await all(server, "&sort=name");
    expect(named.map(({ connection_id }) => connection_id).sort()).toEqual(ids[0]);
    const names = named.map(({ user }) => user.display_name);
    expect(names).toEqual(names.toSorted());
  }

  const [gus] = await all(0, "&query=gus");
  expect(gus).toMatchObject({ user: { username: "gus" } });
  if (gus === undefined) throw new Error("no gus");
  const there = await all(0, `&server_id=${gus.server_id}`);
  expect(there.map(({ server_id }) => server_id)).toEqual(there.map(() => gus.server_id));
  expect(there.length).toBeLessThan(ids[0]?.length ?? 0);

  const path = `/api/admin/clients/${gus.connection_id}`;
  for (const server of [0, 1, 2]) {
    // Where one that did not answer might have it, it is not said to be nowhere.
    const { client } = await rest(server).okAtLast<{ client: Client }>("GET", path, { token });
    // How much it says and hears changes all the time.
    expect({ ...client, frames_in_per_s: 0, frames_out_per_s: 0 }).toEqual({
      ...gus,
      frames_in_per_s: 0,
      frames_out_per_s: 0,
    });
  }
  const elsewhere = lists[0]?.find(({ server_id }) => server_id !== gus.server_id);
  expect(elsewhere, "more than one server").toBeDefined();
  for (const server of [0, 1, 2]) {
    const list = await all(server, "&query=hal");
    for (const { connection_id } of list.slice(0, 1)) {
      const answer = await rest(server).ok<{ enforced: Enforced }>(
        "DELETE",
        `/api/admin/clients/${connection_id}`,
        { token },
      );
      await confirmed(answer.enforced, token);
    }
  }
  const hal = clients.filter(({ name }) => name === "hal");
  await until("hal is out", () =>
    hal.every(({ closes }) => closes.includes(CLOSE.disconnectedByAdmin)),
  );
  expect((await rest(1).call("GET", "/api/admin/clients/nobody", { token })).status).toBe(404);
});
