import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdminUser, Ban } from "../../src/protocol/admin-entities.ts";
import { guest, type Identity, login, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

const MINUTE = 60_000;

let server: HttpServer;
let rest: Rest;
let token: string;
const people: Record<string, Identity> = {};

interface Page {
  readonly users?: readonly AdminUser[];
  readonly bans?: readonly Ban[];
  readonly next_cursor?: string;
}

/** All rows of a list, by pages of `limit`. */
const all = async <Row>(path: string, field: "users" | "bans", limit: number): Promise<Row[]> => {
  const rows: unknown[] = [];
  let cursor = "";
  do {
    const page = await rest.ok<Page>("GET", `/api/admin/${path}&limit=${limit}${cursor}`, {
      token,
    });
    rows.push(...(page[field] ?? []));
    cursor =
      page.next_cursor === undefined ? "" : `&cursor=${encodeURIComponent(page.next_cursor)}`;
  } while (cursor !== "");
  return rows as Row[];
};

beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  for (const [name, display_name] of [
    ["zoe", "Zoé"],
    ["ben", "anton"],
    ["ada", "Berta"],
  ] as const) {
    server.clock.advance(MINUTE);
    const person = await register(rest, name);
    people[name] = person;
    await rest.ok("PATCH", "/api/auth/me", { token: person.token, body: { display_name } });
  }
  server.clock.advance(MINUTE);
  people["max"] = await guest(rest, "max");
  server.clock.advance(MINUTE);
  // Refreshed, zoe is who was last seen.
  const { cookie } = await login(rest, "zoe");
  await rest.ok("POST", "/api/auth/refresh", { cookie, body: {} });
  token = await adminToken(rest);
  const ends = [undefined, 9, 3, 5];
  for (const [i, minutes] of ends.entries()) {
    const expires_at =
      minutes === undefined ? {} : { expires_at: server.clock.now() + minutes * MINUTE };
    await rest.ok("POST", "/api/admin/bans", {
      token,
      body: { ip: `192.0.2.${i}`, ...expires_at },
    });
    server.clock.advance(1_000);
  }
});
afterAll(() => server[Symbol.asyncDispose]());

const names = async (query: string, limit: number): Promise<string> =>
  (await all<AdminUser>(`users?${query}`, "users", limit))
    .map(({ display_name }) => display_name)
    .filter((name) => name !== "root")
    .join(" ");
const addresses = async (query: string, limit: number): Promise<string> =>
  (await all<Ban>(`bans?${query}`, "bans", limit)).map(({ ip }) => ip?.at(-1)).join("");

describe("users", () => {
  it.each([
    ["", "max Berta anton Zoé"],
    ["sort=", "max Berta anton Zoé"],
    ["sort=-created", "max Berta anton Zoé"],
    ["sort=created_at", "Zoé anton Berta max"],
    ["sort=name", "anton Berta max Zoé"],
    ["sort=-display_name", "Zoé max Berta anton"],
    ["sort=-seen", "Zoé max Berta anton"],
    ["sort=last_seen_at", "anton Berta max Zoé"],
    ["sort=name&query=ber", "Berta"],
  ])("are listed by %s, in pages of any size", async (query, expected) => {
    for (const limit of [1, 2, 3, 100]) expect(await names(query, limit)).toBe(expected);
  });
});

describe("bans", () => {
  it.each([
    ["", "3210"],
    ["sort=", "3210"],
    ["sort=created", "0123"],
    ["sort=-created_at", "3210"],
    ["sort=expires", "2310"],
    ["sort=-expires_at", "0132"],
    ["sort=expires&kind=mute", ""],
  ])("are listed by %s, in pages of any size", async (query, expected) => {
    for (const limit of [1, 2, 3, 100]) expect(await addresses(query, limit)).toBe(expected);
  });
});

describe("connections", () => {
  it.each([
    "",
    "connected",
    "-connected_at",
    "user",
    "-name",
    "ip",
    "-address",
    "server",
    "-server_id",
    "rooms",
    "-in",
    "out",
    "-frames_out_per_s",
    "buffered",
    "-buffered_bytes",
  ])("are listed by %s", async (sort) => {
    expect(await rest.ok("GET", `/api/admin/clients?sort=${sort}`, { token })).toEqual({
      clients: [],
    });
  });
});

it.each(["clients", "users", "bans"])("%s refuse an order that they don't have", async (list) => {
  for (const sort of ["colour", "-", "--name", "-colour", "toString", "NAME", "__proto__"]) {
    const answer = await rest.call("GET", `/api/admin/${list}?sort=${sort}`, { token });
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { code: "bad_request", issues: [{ path: "sort" }] } },
    });
  }
});

it("a cursor of one order breaks nothing in another", async () => {
  for (const list of ["users", "bans"]) {
    const page = await rest.ok<Page>("GET", `/api/admin/${list}?limit=1`, { token });
    const cursor = encodeURIComponent(page.next_cursor ?? "");
    for (const sort of list === "users" ? ["name", "-seen", "created"] : ["expires", "created"]) {
      const answer = await rest.call("GET", `/api/admin/${list}?sort=${sort}&cursor=${cursor}`, {
        token,
      });
      expect(answer.status).toBe(200);
    }
  }
});
