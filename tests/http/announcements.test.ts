import { afterAll, beforeAll, expect, test } from "vitest";
import type { KeptAnnouncement, Notice } from "../../src/protocol/announcements.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { History } from "../harness/history.ts";
import { guest, type Identity, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

let server: HttpServer;
let rest: Rest;
let token: string;
let anna: Identity;
let visitor: Identity;
const clients: ChatClient[] = [];

beforeAll(async () => {
  server = await startHttpServer({ RATE_LIMITS: "off" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
  anna = await register(rest, "anna");
  visitor = await guest(rest, "visitor");
  for (const identity of [anna, visitor]) {
    const url = `${server.url.replace("http", "ws")}/api/ws`;
    clients.push(
      await new ChatClient(url, identity, new History(), { keepEvents: true }).connect(),
    );
  }
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  await server[Symbol.asyncDispose]();
});

const heard = (who: number) =>
  (clients[who]?.events ?? []).filter((event) => event.event === "announcement");
const announce = async (body: object): Promise<KeptAnnouncement> =>
  (
    await rest.ok<{ announcement: KeptAnnouncement }>("POST", "/api/admin/announcements", {
      token,
      body,
    })
  ).announcement;
const notices = async (who: Identity): Promise<readonly string[]> =>
  (
    await rest.ok<{ announcements: Notice[] }>("GET", "/api/announcements", { token: who.token })
  ).announcements.map(({ text }) => text);
const one = (id: string) => `/api/admin/announcements/${id}`;

test("an announcement is told, kept for who comes later, changed and withdrawn", async () => {
  const made = await announce({ text: "soon", level: "warning" });
  expect(made).toMatchObject({ text: "soon", level: "warning", version: 1, state: "live" });
  await until("both have it", () => heard(0).length + heard(1).length === 2);
  expect(heard(0)[0]).toMatchObject({ id: made.id, text: "soon", level: "warning", version: 1 });
  expect(await notices(anna)).toEqual(["soon"]);

  await rest.ok("PATCH", one(made.id), { token, body: { text: "now" } });
  await until("the change", () => heard(0).length === 2);
  expect(heard(0)[1]).toMatchObject({ id: made.id, text: "now", version: 2 });
  await until("who it reached", async () => {
    const { announcements } = await rest.ok<{ announcements: KeptAnnouncement[] }>(
      "GET",
      "/api/admin/announcements?state=live",
      { token },
    );
    return announcements[0]?.reached === 2;
  });
  await rest.ok("DELETE", one(made.id), { token });
  await until("its end", () => heard(0).length === 3);
  const end = heard(0)[2];
  expect(end?.event === "announcement" && (end.ends_at ?? Infinity) <= server.clock.now()).toBe(
    true,
  );
  expect(await notices(anna)).toEqual([]);
  expect((await rest.call("PATCH", one(made.id), { token, body: { text: "x" } })).status).toBe(409);
});

test("one for guests alone is told to guests alone, and its reach is known before", async () => {
  const audience = { to: "guests" };
  const preview = await rest.ok("POST", "/api/admin/announcements/preview", {
    token,
    body: { audience },
  });
  expect(preview).toEqual({ reach: { connections: 1 } });
  const before = heard(0).length;
  const made = await announce({ text: "guests", audience });
  await until("the guest has it", () =>
    heard(1).some((event) => "text" in event && event.text === "guests"),
  );
  expect(heard(0)).toHaveLength(before);
  expect([await notices(anna), await notices(visitor)]).toEqual([[], ["guests"]]);
  await rest.ok("DELETE", one(made.id), { token });
});

test("one that is to come comes at its time", async () => {
  const before = heard(0).length;
  const made = await announce({ text: "later", starts_at: server.clock.now() + 3_000 });
  expect(made.state).toBe("scheduled");
  expect(await notices(anna)).toEqual([]);
  await until("its time", () => heard(0).length > before);
  expect(await notices(anna)).toEqual(["later"]);
  await rest.ok("DELETE", one(made.id), { token });
});

test("what can't be is refused", async () => {
  const now = server.clock.now();
  for (const body of [
    { text: "x", ends_at: now - 1 },
    { text: "x", starts_at: now + 9_000, ends_at: now + 5_000 },
    { text: "x", audience: { to: "user", user_id: "x" } },
    { text: "x", level: "loud" },
  ]) {
    const answer = await rest.call("POST", "/api/admin/announcements", { token, body });
    expect(answer.status, JSON.stringify(body)).toBe(400);
  }
  const nowhere = { text: "x", audience: { to: "room", room_id: "nowhere" } };
  const answer = await rest.call("POST", "/api/admin/announcements", { token, body: nowhere });
  expect(answer.status).toBe(404);
});
