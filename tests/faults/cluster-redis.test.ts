import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { Cluster } from "../harness/cluster.ts";
import { History } from "../harness/history.ts";
import { inTime } from "../harness/in-time.ts";
import { Party } from "../harness/party.ts";
import { ADMIN, adminToken, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { until } from "../harness/wait.ts";

interface Stats {
  readonly online: number;
  readonly servers: number;
}

interface Refreshed {
  readonly access_token: string;
}

const rests = (cluster: Cluster): Rest[] => cluster.servers.map(({ url }) => new Rest(url));

const stats = (cluster: Cluster): Promise<Stats[]> =>
  Promise.all(rests(cluster).map((rest) => rest.ok<Stats>("GET", "/api/stats")));

/** What each server says of itself, once all say the same. */
const allSay = (cluster: Cluster, status: "ready" | "degraded"): Promise<boolean> =>
  until(`all are ${status}`, async () => {
    const answers = await Promise.all(
      rests(cluster).map((rest) => rest.call<{ status: string }>("GET", "/api/ready")),
    );
    return answers.every(({ body }) => body.status === status);
  });

/** Resolves once what `from` says reaches `to`, which is on another server. */
const hears = async (
  from: ChatClient,
  to: ChatClient,
  room: string,
  cid: string,
): Promise<void> => {
  from.send(room, cid, `do you hear me, ${cid}`);
  await until(`the ack of ${cid}`, () => !from.outbox.has(cid));
  const tip = from.cursors.get(room) ?? 0;
  await until(`${cid} arrives`, () => (to.cursors.get(room) ?? 0) >= tip);
};

test(`a cluster whose Redis dies goes on, and is whole again when it is back (seed ${seed})`, async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env: { RATE_LIMITS: "off" } });
  await using party = await Party.gather(cluster, seededDice(seed));
  const [agora] = party.rooms;
  const [ada, ben] = agora?.clients ?? [];
  if (agora === undefined || ada === undefined || ben === undefined) throw new Error("nobody came");
  await until("all servers see all", async () =>
    (await stats(cluster)).every(({ online, servers }) => online === 7 && servers === 3),
  );
  await hears(ada, ben, agora.room, "before");

  party.talk();
  await cluster.redis.kill();
  await allSay(cluster, "degraded");
  const before = party.sent;
  await until("they talk on", () => party.sent > before + 100);
  await hears(ada, ben, agora.room, "meanwhile");
  expect(await stats(cluster)).toEqual([0, 1, 2].map(() => expect.objectContaining({ online: 7 })));

  await cluster.redis.start();
  await allSay(cluster, "ready");
  await hears(ada, ben, agora.room, "after");
  expect(await party.settle()).toEqual([]);
  await until("all servers see all again", async () =>
    (await stats(cluster)).every(({ online, servers }) => online === 7 && servers === 3),
  );
});

/** PROTOCOL §4, 5. */
const WITHIN_S = 10;

test("who is banned, disabled or kicked while Redis is dead is out on the other servers within 10 s", async () => {
  await using cluster = await Cluster.start({
    runtimes: RUNTIMES,
    env: { RATE_LIMITS: "off", ...ADMIN },
  });
  const rest = new Rest(cluster.url);
  const token = await adminToken(rest);
  const connect = async (name: string, at: number): Promise<ChatClient> => {
    const url = cluster.server(at).wsUrl;
    const identity = await register(rest, name);
    return new ChatClient(url, identity, new History(), { keepEvents: true }).connect();
  };
  const owner = await connect("owner", 0);
  const [banned, disabled, kicked] = [
    await connect("banned", 1),
    await connect("disabled", 2),
    await connect("kicked", 2),
  ];
  const { room } = await owner.expect("room_created", "create_room", { name: "r", kind: "public" });
  await kicked.expect("room_joined", "join_room", { room_id: room.id });

  await cluster.redis.kill();
  const idOf = ({ identity }: ChatClient): string => identity.user.id;
  await Promise.all([
    rest.ok("POST", "/api/admin/bans", { token, body: { user_id: idOf(banned) } }),
    rest.ok("PATCH", `/api/admin/users/${idOf(disabled)}`, { token, body: { disabled: true } }),
    rest.ok("DELETE", `/api/rooms/${room.id}/members/${idOf(kicked)}`, {
      token: owner.identity.token,
    }),
  ]);
  const isOut = ({ events }: ChatClient) => events.some(({ event }) => event === "room_removed");
  await inTime(
    () => JSON.stringify([banned.closes, disabled.closes, isOut(kicked)]),
    WITHIN_S,
    cluster.servers.map(({ url }) => url),
    () => banned.closes.length > 0 && disabled.closes.length > 0 && isOut(kicked),
  );
  expect([banned.closes[0], disabled.closes[0]]).toEqual([CLOSE.banned, CLOSE.banned]);
});

test("a refresh token that was rotated away on one server has its successor on the others", async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env: { RATE_LIMITS: "off" } });
  const servers = rests(cluster);
  const [first] = servers;
  if (first === undefined) throw new Error("no servers");
  const body = { username: "ada", password: "correct horse battery staple" };
  const signedIn = await first.call("POST", "/api/auth/register", { body });
  const cookieOf = (headers: Headers): string => headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const oldest = cookieOf(signedIn.headers);

  // A chain of rotations, each on the next server: the store knows of the last one alone.
  let cookie = oldest;
  const successors: string[] = [];
  for (const rest of servers) {
    const { status, headers } = await rest.call<Refreshed>("POST", "/api/auth/refresh", { cookie });
    expect(status).toBe(200);
    cookie = cookieOf(headers);
    successors.push(cookie);
  }
  for (const rest of servers) {
    const { status, headers } = await rest.call("POST", "/api/auth/refresh", { cookie: oldest });
    expect(status).toBe(200);
    expect(cookieOf(headers)).toBe(successors[0]);
  }
});

test("who was renamed while Redis was dead is called by the new name once it is back, in replays too", async () => {
  await using cluster = await Cluster.start({ runtimes: RUNTIMES, env: { RATE_LIMITS: "off" } });
  const here = new Rest(cluster.url);
  const connect = async (name: string, at: number): Promise<ChatClient> => {
    const identity = await register(here, name);
    const options = { keepEvents: true };
    return new ChatClient(cluster.server(at).wsUrl, identity, new History(), options).connect();
  };
  const [ada, ben] = [await connect("ada", 0), await connect("ben", 1)];
  const { room } = await ada.expect("room_created", "create_room", { name: "r", kind: "public" });
  await ben.expect("room_joined", "join_room", { room_id: room.id });
  // The server that ben is on has it at hand from now on, under the name of then.
  await hears(ada, ben, room.id, "before");
  const cursor = (ben.cursors.get(room.id) ?? 0) - 1;

  await cluster.redis.kill();
  await allSay(cluster, "degraded");
  const display_name = "Ada, renamed";
  const { token } = ada.identity;
  await ada.stop();
  await here.ok("PATCH", "/api/auth/me", { token, body: { display_name } });
  await cluster.redis.start();
  await allSay(cluster, "ready");

  const replayed = async (): Promise<string | undefined> => {
    const { wsUrl } = cluster.server(1);
    const back = new ChatClient(wsUrl, ben.identity, new History(), { keepEvents: true });
    back.cursors.set(room.id, cursor);
    await back.connect();
    const message = () => back.events.find(({ event }) => event === "message");
    await until("the message again", () => message() !== undefined);
    await back.stop();
    const found = message();
    return found?.event === "message" ? found.sender.display_name : undefined;
  };
  await until("the new name is replayed", async () => (await replayed()) === display_name);
});
