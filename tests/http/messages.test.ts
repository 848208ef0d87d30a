import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Entry, Message, MessageEntry, SearchHit } from "../../src/protocol/entries.ts";
import { messageRoutes } from "../../src/protocol/rest/messages.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

interface Page {
  readonly messages: Message[];
  readonly tip: { readonly seq: number; readonly n: number };
  readonly has_before: boolean;
  readonly has_after: boolean;
}

let server: HttpServer;
let rest: Rest;
let ada: Identity;
let ben: Identity;
beforeAll(async () => {
  server = await startHttpServer();
  rest = new Rest(server.url);
  ada = await register(rest, "ada");
  ben = await register(rest, "ben");
});
afterAll(() => server[Symbol.asyncDispose]());

let names = 0;
const createRoom = async (): Promise<Room> => {
  const body = { name: `room ${++names}`, kind: "public" };
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: ada.token, body });
  await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: ben.token });
  return room;
};
const send = (by: Identity, room: Room, body: object) =>
  rest.call<{ entry: MessageEntry }>("POST", `/api/rooms/${room.id}/messages`, {
    token: by.token,
    body,
  });
const page = async (room: Room, query = ""): Promise<Page> => {
  const path = `/api/rooms/${room.id}/messages${query}`;
  return v.parse(
    messageRoutes.messages.answers[200],
    await rest.ok("GET", path, { token: ada.token }),
  );
};

describe("sending", () => {
  it("answers with the entry as everybody gets it", async () => {
    const room = await createRoom();
    const { status, body } = await send(ada, room, { cid: "c1", content: "hello @ben" });
    expect(status).toBe(201);
    expect(body.entry).toEqual({
      event: "message",
      room_id: room.id,
      seq: 2,
      n: 1,
      id: body.entry.id,
      cid: "c1",
      at: body.entry.at,
      server_id: "test",
      sender: { id: ada.user.id, display_name: "ada" },
      content: "hello @ben",
      mentions: [ben.user.id],
    });
    expect(Object.keys(body.entry)[0]).toBe("event");
  });

  it("of the same cid is stored once, by each sender in each room", async () => {
    const room = await createRoom();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => send(ada, room, { cid: "same", content: "once" })),
    );
    expect(answers.map((answer) => answer.status).toSorted()).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await send(ada, room, { cid: "same", content: "other" })).status).toBe(409);
    expect((await send(ben, room, { cid: "same", content: "other" })).status).toBe(201);
    expect((await page(room)).messages).toHaveLength(2);
  });

  it("again what retention has removed meanwhile is gone, and not what stands next", async () => {
    const room = await createRoom();
    const body = { cid: "old", content: "old" };
    const { entry } = (await send(ada, room, body)).body;
    const { done: known, tell } = holdNext(server.services.realtime.sequencer, "append");
    const repeated = send(ada, room, body);
    await known;
    while (await server.store.log.retain(entry.at + 1)) {}
    server.clock.advance(1_000);
    expect((await send(ben, room, { content: "of somebody else" })).status).toBe(201);
    tell();
    expect((await repeated).status).toBe(410);
  });

  it.each([
    [{ content: "" }],
    [{ content: " \n\t" }],
    [{ content: "x".repeat(4_001) }],
    [{ content: "a\0b" }],
    [{ content: "\ud800" }],
    [{ content: "x", cid: "" }],
    [{ content: "x", cid: "c".repeat(65) }],
    [{ content: "x", reply_to: -1 }],
    [{ content: "x", sender: "ben" }],
    [{}],
  ])("refuses %j", async (body) => {
    expect((await send(ada, await createRoom(), body)).status).toBe(400);
  });

  it("takes 4,000 code points, however many bytes they are", async () => {
    const content = "😀".repeat(4_000);
    const { status, body } = await send(ada, await createRoom(), { content });
    expect(status).toBe(201);
    expect(body.entry.content).toBe(content);
  });

  it("replies to messages, and to nothing else", async () => {
    const room = await createRoom();
    const { body } = await send(ben, room, { content: "question" });
    const { seq } = body.entry;
    const reply = await send(ada, room, { content: "answer", reply_to: seq });
    expect(reply.body.entry.reply_to).toEqual({
      seq,
      sender: { id: ben.user.id, display_name: "ben" },
      excerpt: "question",
    });
    expect((await send(ada, room, { content: "x", reply_to: 1 })).status).toBe(404);
    expect((await send(ada, room, { content: "x", reply_to: 999 })).status).toBe(404);
    expect((await send(ada, room, { content: "x", attachments: ["none"] })).status).toBe(404);
  });
});

describe("history", () => {
  it("is paged by seq, in ascending order, and says what more there is", async () => {
    const room = await createRoom();
    const seqs: number[] = [];
    for (let i = 0; i < 7; i++)
      seqs.push((await send(ada, room, { content: `m${i}` })).body.entry.seq);
    const of = (from: number, to: number) => seqs.slice(from, to);
    const cases: [query: string, seqs: number[], before: boolean, after: boolean][] = [
      ["", of(0, 7), false, false],
      ["?limit=3", of(4, 7), true, false],
      [`?before=${seqs[4]}&limit=3`, of(1, 4), true, true],
      [`?before=${seqs[1]}`, of(0, 1), false, true],
      [`?after=${seqs[1]}&limit=2`, of(2, 4), true, true],
      [`?after=${seqs[5]}`, of(6, 7), true, false],
      ["?after=0&limit=2", of(0, 2), false, true],
      [`?around=${seqs[3]}&limit=3`, of(2, 5), true, true],
    ];
    for (const [query, expected, has_before, has_after] of cases) {
      const answer = await page(room, query);
      expect({ query, seqs: answer.messages.map((message) => message.seq) }).toEqual({
        query,
        seqs: expected,
      });
      expect({ query, ...answer }).toMatchObject({ query, has_before, has_after });
      expect(answer.tip).toEqual({ seq: seqs.at(-1), n: 7 });
    }
    for (const query of ["?before=3&after=1", "?around=1&before=2", "?before=-1", "?limit=0"]) {
      const path = `/api/rooms/${room.id}/messages${query}`;
      expect((await rest.call("GET", path, { token: ada.token })).status).toBe(400);
    }
  });

  it("is there raw for resuming, or says reset", async () => {
    const room = await createRoom();
    for (let i = 0; i < 3; i++) await send(ada, room, { content: `m${i}` });
    const entries = async (query: string) => {
      const path = `/api/rooms/${room.id}/entries${query}`;
      return v.parse(
        messageRoutes.entries.answers[200],
        await rest.ok("GET", path, { token: ada.token }),
      );
    };
    const all = await entries("");
    if (!("entries" in all)) throw new Error("reset");
    const seqs = all.entries.map((entry: Entry) => entry.seq);
    expect(seqs).toEqual([1, 2, 3, 4]);
    expect(all.tip).toEqual({ seq: 4, n: 3 });
    expect(await entries("?after=3&limit=1")).toMatchObject({ entries: [{ seq: 4, n: 3 }] });
    expect(await entries("?after=4")).toEqual({ entries: [], tip: { seq: 4, n: 3 } });
    expect(await entries("?after=5")).toEqual({ reset: true, tip: { seq: 4, n: 3 } });
  });
});

describe("search", () => {
  const search = async (by: Identity, query: string): Promise<SearchHit[]> =>
    // Its index has two seconds for what is asked, which may not do on a busy machine.
    await until("the index answers", async () => {
      const path = `/api/search?${query}`;
      const answer = await rest.call<{ hits: SearchHit[] }>("GET", path, { token: by.token });
      if (answer.status === 503) return undefined;
      expect(answer.status).toBe(200);
      return answer.body.hits;
    });

  it("finds words by their beginning, without regard to case and diacritics, newest first", async () => {
    const room = await createRoom();
    await send(ada, room, { content: "Café Größe zwölf" });
    await send(ben, room, { content: "the cafeteria is closed" });
    const found = await search(ada, "q=CAFE");
    expect(found.map((hit) => hit.message.content)).toEqual([
      "the cafeteria is closed",
      "Café Größe zwölf",
    ]);
    const [{ snippet, ranges } = { snippet: "", ranges: [] }] = found;
    expect(ranges.map(([start, end]) => snippet.slice(start, end))).toEqual(["cafe"]);
    expect(await search(ada, "q=grosse+zwolf")).toHaveLength(1);
    expect(await search(ada, "q=eteria")).toEqual([]);
    expect(await search(ada, `q=cafe&from=${ben.user.id}`)).toHaveLength(1);
    expect(await search(ada, `q=cafe&room_id=${room.id}&limit=1`)).toHaveLength(1);
  });

  it("narrows by time and by what a message carries, and needs no words then", async () => {
    const room = await createRoom();
    await send(ada, room, { content: "walnut one" });
    const { at } = (await send(ben, room, { content: "walnut two" })).body.entry;
    const words = async (query: string) =>
      (await search(ada, `room_id=${room.id}&${query}`)).map((hit) => hit.message.content);
    expect(await words(`q=walnut&before=${at + 1}`)).toEqual(["walnut two", "walnut one"]);
    expect(await words(`q=walnut&after=${at + 1}`)).toEqual([]);
    expect(await words(`from=${ben.user.id}`)).toEqual(["walnut two"]);
    expect(await words("q=walnut&has=file")).toEqual([]);
    for (const refused of [`room_id=${room.id}`, "q=a&has=link", "q=a&before=yesterday", "q="]) {
      const { status } = await rest.call("GET", `/api/search?${refused}`, { token: ada.token });
      expect(`${refused}: ${status}`).toBe(`${refused}: 400`);
    }
  });

  it("sees only the caller's rooms", async () => {
    const outsider = await register(rest, "outsider");
    const room = await createRoom();
    await send(ada, room, { content: "xylophone" });
    expect(await search(ben, "q=xylophone")).toHaveLength(1);
    expect(await search(outsider, "q=xylophone")).toEqual([]);
    const narrowed = await rest.call("GET", `/api/search?q=xylophone&room_id=${room.id}`, {
      token: outsider.token,
    });
    expect(narrowed.status).toBe(403);
  });
});
