import { afterAll, beforeAll, expect, test } from "vitest";
import type { Ban } from "../../src/protocol/admin-entities.ts";
import type { BanPreview } from "../../src/protocol/ban-preview.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { History } from "../harness/history.ts";
import { guest, Rest } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
const clients: ChatClient[] = [];

beforeAll(async () => {
  server = await startHttpServer({ TRUSTED_PROXIES: "127.0.0.1", RATE_LIMITS: "off" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  await server[Symbol.asyncDispose]();
});

/** Whoever comes from that address. */
const from = (ip: string): Rest => new Rest(server.url, { "x-forwarded-for": ip });

const preview = async (body: object, via = rest): Promise<BanPreview> =>
  (await via.ok<{ preview: BanPreview }>("POST", "/api/admin/bans/preview", { token, body }))
    .preview;

const visitor = async (ip: string, name: string) => {
  const identity = await guest(from(ip), name);
  const headers = { "x-forwarded-for": ip };
  const client = new ChatClient(
    `${server.url.replace("http", "ws")}/api/ws`,
    identity,
    new History(),
    {
      headers,
    },
  );
  clients.push(client);
  await client.connect();
  return { identity, client };
};

const names = ({ affected }: BanPreview): string[] =>
  affected.map(({ user }) => user.display_name).sort();

test("a ban is shown before it is done: whom it bars, who shares the address, and undone", async () => {
  const one = await visitor("198.51.100.7", "one");
  const two = await visitor("198.51.100.7", "two");
  await visitor("198.51.100.9", "three");
  await visitor("203.0.113.5", "far");
  await guest(from("198.51.100.10"), "gone");

  const range = await preview({ ip: "198.51.100.0/24" });
  expect(names(range)).toEqual(["gone", "one", "three", "two"]);
  expect(range).toMatchObject({ ip: "198.51.100.0/24", connections: 3, of_connections: 4 });
  expect(range).toMatchObject({ includes_you: false, includes_everyone: false });
  expect(range.refused).toBeUndefined();
  const gone = range.affected.find(({ user }) => user.display_name === "gone");
  expect(gone).toMatchObject({ connections: 0, ips: ["198.51.100.10"] });

  const user = await preview({ user_id: one.identity.user.id });
  expect(names(user)).toEqual(["one"]);
  expect(user.sharing.map((other) => other.user.display_name)).toEqual(["two"]);
  expect(user.connections).toBe(1);

  const { ban } = await rest.ok<{ ban: Ban }>("POST", "/api/admin/bans", {
    token,
    body: { ip: "198.51.100.7" },
  });
  await until("both are out", () =>
    [one, two].every(({ client }) => client.closes.includes(CLOSE.banned)),
  );
  await rest.ok("DELETE", `/api/admin/bans/${ban.id}`, { token });
  const me = await from("198.51.100.7").call("GET", "/api/auth/me", { token: one.identity.token });
  expect(me.status, "undone").toBe(200);
});

test("what would bar whoever asks, or everybody, is refused to who asks to be careful", async () => {
  const body = { ip: "203.0.113.0/24" };
  const here = from("203.0.113.77");
  expect(await preview(body, here)).toMatchObject({
    includes_you: true,
    refused: { careful: true },
  });
  const refused = await here.call("POST", "/api/admin/bans", {
    token,
    body: { ...body, careful: true },
  });
  expect(refused.status).toBe(409);
  const banned = await here.ok<{ ban: Ban }>("POST", "/api/admin/bans", {
    token,
    body,
  });
  await here.ok("DELETE", `/api/admin/bans/${banned.ban.id}`, { token });

  for (const client of clients) await client.stop();
  await visitor("192.0.2.1", "left");
  await visitor("192.0.2.2", "right");
  await until("all others are gone", async () => {
    return (await preview({ ip: "192.0.2.0/24" })).of_connections === 2;
  });
  expect(await preview({ ip: "192.0.2.0/24" })).toMatchObject({
    includes_everyone: true,
    refused: { careful: true },
  });
  const everybody = await rest.call("POST", "/api/admin/bans", {
    token,
    body: { ip: "192.0.2.0/24", careful: true },
  });
  expect(everybody.status).toBe(409);
  const { bans } = await rest.ok<{ bans: Ban[] }>("GET", "/api/admin/bans", { token });
  expect(bans, "nothing half done").toEqual([]);
});

test("what is in force on the same target already is counted, as lifting one leaves the others", async () => {
  const { user } = await guest(from("198.18.2.7"), "twice");
  const bar = async (body: object): Promise<void> =>
    void (await rest.ok("POST", "/api/admin/bans", { token, body }));
  expect((await preview({ user_id: user.id })).standing).toEqual({ bans: 0, mutes: 0 });
  await bar({ user_id: user.id });
  await bar({ user_id: user.id });
  expect((await preview({ user_id: user.id })).standing).toEqual({ bans: 2, mutes: 0 });
  await bar({ ip: "198.18.2.0/25" });
  await bar({ ip: "198.18.2.64/26" });
  expect((await preview({ ip: "198.18.2.7" })).standing).toEqual({ bans: 1, mutes: 0 });
  expect((await preview({ ip: "198.18.2.65" })).standing).toEqual({ bans: 2, mutes: 0 });
  expect((await preview({ ip: "198.18.2.0/24" })).standing).toEqual({ bans: 0, mutes: 0 });
  expect((await preview({ ip: "::ffff:198.18.2.7" })).standing).toEqual({ bans: 1, mutes: 0 });
});
