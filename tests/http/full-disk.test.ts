import { afterAll, beforeAll, expect, it } from "vitest";
import type { Entry, MessageEntry } from "../../src/protocol/entries.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

let server: HttpServer;
let rest: Rest;
let ada: Identity;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
});
afterAll(() => server[Symbol.asyncDispose]());

/** SQLite then says of itself what it says of a disk without space. */
const allowPages = (pages: number): void => {
  server.connection.pragma(`max_page_count = ${pages}`);
};

it("is unavailable to sends while the disk is full, and each is stored once when there is space", async () => {
  const { token } = ada;
  const body = { name: "full", kind: "public" };
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
  const path = `/api/rooms/${room.id}`;
  const send = (cid: string) =>
    rest.call<{ entry: MessageEntry }>("POST", `${path}/messages`, {
      token,
      body: { cid, content: `${cid} ${"x".repeat(3_900)}` },
    });
  const entries = async () =>
    (await rest.ok<{ entries: Entry[] }>("GET", `${path}/entries?after=0&limit=100`, { token }))
      .entries;
  expect((await send("before")).status).toBe(201);
  const stood = await entries();

  allowPages(1);
  const cids = Array.from({ length: 20 }, (_, i) => `full-${i}`);
  // Pages that are free already may take some of them first.
  const refused = new Set<string>();
  for (const cid of cids) {
    const { status, body: answer } = await send(cid);
    if (status === 201) continue;
    expect(status).toBe(503);
    expect(answer).toMatchObject({ error: { code: "unavailable" } });
    refused.add(cid);
  }
  expect(refused.size).toBeGreaterThan(10);
  expect((await rest.call("GET", "/api/ready", {})).status).toBe(503);
  // What stands is read as ever, and nothing half stands.
  const during = await entries();
  expect(during.slice(0, stood.length)).toEqual(stood);
  expect(during.some(({ cid }) => cid !== undefined && refused.has(cid))).toBe(false);

  allowPages(1_000_000);
  const repeated = await Promise.all(cids.map(send));
  expect(repeated.map(({ status }) => status)).toEqual(
    cids.map((cid) => (refused.has(cid) ? 201 : 200)),
  );
  const after = await entries();
  expect(after.map(({ seq }) => seq)).toEqual(after.map((_, i) => i + 1));
  for (const cid of ["before", ...cids]) {
    expect(after.filter((entry) => entry.cid === cid)).toHaveLength(1);
  }
  expect((await rest.call("GET", "/api/ready", {})).status).toBe(200);
});
