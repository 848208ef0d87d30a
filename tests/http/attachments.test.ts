import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Attachment, Message, MessageEntry } from "../../src/protocol/entries.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { gif, jpeg, png, webp } from "../harness/files.ts";
import {
  type Answer,
  fileForm,
  guest,
  type Identity,
  PASSWORD,
  Rest,
  register,
} from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";

describe.each(RUNTIMES)("attachments on %s", (runtime) => {
  let server: ServerProcess;
  let rest: Rest;
  let ada: Identity;
  let ben: Identity;
  let eve: Identity;
  let room: Room;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    rest = new Rest(server.url);
    ada = await register(rest, "ada");
    ben = await register(rest, "ben");
    eve = await register(rest, "eve");
    room = await createRoom("files");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const createRoom = async (name: string): Promise<Room> => {
    const body = { name, kind: "public" };
    const { token } = ada;
    const made = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
    await rest.ok("POST", `/api/rooms/${made.room.id}/join`, { token: ben.token });
    return made.room;
  };
  const upload = async (
    by: Identity,
    name: string,
    bytes: Uint8Array | string,
    type?: string,
  ): Promise<Attachment> => {
    const body = fileForm(name, bytes, type);
    const answer = await rest.ok<{ attachment: Attachment }>("POST", "/api/uploads", {
      token: by.token,
      body,
    });
    return answer.attachment;
  };
  const send = (by: Identity, body: object, to = room): Promise<Answer<{ entry: MessageEntry }>> =>
    rest.call("POST", `/api/rooms/${to.id}/messages`, {
      token: by.token,
      body: { content: "look", ...body },
    });
  const open = (by: Identity | undefined, id: string, method = "GET"): Promise<Response> =>
    fetch(`${server.url}/api/attachments/${id}`, {
      method,
      headers: by === undefined ? {} : { authorization: `Bearer ${by.token}` },
    });
  const statusOf = async (by: Identity, id: string): Promise<number> => {
    const response = await open(by, id);
    await response.arrayBuffer();
    return response.status;
  };

  it("go up, along with a message, and down again, byte for byte", async () => {
    const bytes = new Uint8Array(300_000).map((_, index) => (index * 31) % 251);
    bytes.set(png(800, 600));
    const picture = await upload(ada, "view from the hill.png", bytes);
    expect(picture).toEqual({
      id: picture.id,
      name: "view from the hill.png",
      size: 300_000,
      mime: "image/png",
      width: 800,
      height: 600,
    });
    const notes = await upload(ada, "Grüße.txt", "with love");
    const sent = await send(ada, { attachments: [picture.id, notes.id] });
    expect(sent.status).toBe(201);
    expect(sent.body.entry.attachments).toEqual([picture, notes]);
    const { messages } = await rest.ok<{ messages: Message[] }>(
      "GET",
      `/api/rooms/${room.id}/messages`,
      { token: ben.token },
    );
    expect(messages.at(-1)?.attachments).toEqual([picture, notes]);
    const { entries } = await rest.ok<{ entries: MessageEntry[] }>(
      "GET",
      `/api/rooms/${room.id}/entries`,
      { token: ben.token },
    );
    expect(entries.at(-1)).toEqual(sent.body.entry);

    const shown = await open(ben, picture.id);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(bytes);
    expect(shown.headers.get("content-type")).toBe("image/png");
    // Bun sends every stream in chunks, whatever length its headers give.
    const length = runtime === "bun" ? null : "300000";
    expect(shown.headers.get("content-length")).toBe(length);
    expect(shown.headers.get("content-disposition")).toMatch(/^inline; filename="view from/);
    const saved = await open(ben, notes.id);
    expect(await saved.text()).toBe("with love");
    expect(saved.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(saved.headers.get("content-disposition")).toBe(
      "attachment; filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt",
    );
    for (const { headers } of [shown, saved]) {
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; frame-ancestors 'none'; sandbox",
      );
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("private, no-cache");
    }
    const etag = shown.headers.get("etag") ?? "";
    const known = await fetch(`${server.url}/api/attachments/${picture.id}`, {
      headers: { authorization: `Bearer ${ben.token}`, "if-none-match": `"other", ${etag}` },
    });
    expect([known.status, (await known.arrayBuffer()).byteLength]).toEqual([304, 0]);
    const stranger = await fetch(`${server.url}/api/attachments/${picture.id}`, {
      headers: { authorization: `Bearer ${eve.token}`, "if-none-match": etag },
    });
    expect(stranger.status).toBe(404);
    const head = await open(ben, picture.id, "HEAD");
    expect([head.status, head.headers.get("content-length")]).toEqual([200, "300000"]);
  });

  it("are for those who may read a message that carries them, and for who uploaded them", async () => {
    const file = await upload(ada, "a.txt", "secret");
    expect(await statusOf(ada, file.id)).toBe(200);
    expect(await statusOf(ben, file.id)).toBe(404);
    await send(ada, { attachments: [file.id] });
    expect(await statusOf(ben, file.id)).toBe(200);
    expect(await statusOf(eve, file.id)).toBe(404);
    const unauthenticated = await open(undefined, file.id);
    expect(unauthenticated.status).toBe(401);
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: eve.token });
    expect(await statusOf(eve, file.id)).toBe(200);
    await rest.ok("POST", `/api/rooms/${room.id}/leave`, { token: eve.token });
    expect(await statusOf(eve, file.id)).toBe(404);
  });

  it("go with the last room where a message carries them", async () => {
    const file = await upload(ada, "a.txt", "to be deleted");
    const [one, two] = [await createRoom("one"), await createRoom("two")];
    await send(ada, { attachments: [file.id] }, one);
    await send(ada, { attachments: [file.id] }, two);
    await rest.ok("DELETE", `/api/rooms/${one.id}`, { token: ada.token });
    expect(await statusOf(ben, file.id)).toBe(200);
    await rest.ok("DELETE", `/api/rooms/${two.id}`, { token: ada.token });
    expect(await statusOf(ben, file.id)).toBe(404);
    expect(await statusOf(ada, file.id)).toBe(404);
    expect((await send(ada, { attachments: [file.id] })).status).toBe(404);
  });

  it("stay with their messages when the account of their uploader is deleted", async () => {
    const zoe = await register(rest, "zoe");
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: zoe.token });
    const [sent, unsent] = [await upload(zoe, "sent", "sent"), await upload(zoe, "not", "not")];
    await send(zoe, { attachments: [sent.id] });
    await rest.ok("DELETE", "/api/auth/me", { token: zoe.token, body: { password: PASSWORD } });
    expect(await statusOf(zoe, sent.id)).toBe(401);
    expect(await statusOf(ben, sent.id)).toBe(200);
    expect(await statusOf(ben, unsent.id)).toBe(404);
  });

  it("are one's own to send, each once, ten at most", async () => {
    const file = await upload(ada, "a.txt", "mine");
    expect((await send(ben, { attachments: [file.id] })).status).toBe(404);
    expect((await send(ada, { attachments: [file.id, "none"] })).status).toBe(404);
    expect((await send(ada, { attachments: [file.id, file.id] })).status).toBe(400);
    expect((await send(ada, { attachments: Array(11).fill(file.id) })).status).toBe(400);
    expect((await send(ada, { content: " ", attachments: [file.id] })).status).toBe(400);
    expect((await send(ada, { attachments: [file.id] })).status).toBe(201);
  });

  it("are part of what is said under a cid", async () => {
    const [one, two] = [await upload(ada, "1", "1"), await upload(ada, "2", "2")];
    const say = (attachments?: string[]) =>
      send(ada, { cid: "with files", ...(attachments === undefined ? {} : { attachments }) });
    const first = await say([one.id, two.id]);
    expect(first.status).toBe(201);
    const again = await say([one.id, two.id]);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await say([two.id, one.id])).status).toBe(409);
    expect((await say([one.id])).status).toBe(409);
    expect((await say()).status).toBe(409);
  });

  it.each<[name: string, type: string, bytes: Uint8Array | string, mime: string, shown: boolean]>([
    ["cat.gif", "image/gif", gif(3, 2), "image/gif", true],
    ["photo.jpeg", "image/jpeg", jpeg(4, 3, { padding: 200_000 }), "image/jpeg", true],
    ["photo.webp", "image/webp", webp.lossy(4, 3), "image/webp", true],
    ["page.html", "text/html", "<script>alert(1)</script>", "text/plain", false],
    ["picture.png", "image/png", "<script>alert(1)</script>", "text/plain", false],
    ["picture.svg", "image/svg+xml", "<svg onload='alert(1)'/>", "text/plain", false],
    ["gif.html", "text/html", gif(1, 1, "<script>alert(1)</script>"), "image/gif", true],
    ["script.js", "text/javascript", "alert(1)", "text/plain", false],
    ["worker.pdf", "application/javascript", "%PDF-1.7\nalert(1)", "application/pdf", false],
    ["broken.png", "image/png", "\u0089PNG\r\n\u001a\n", "application/octet-stream", false],
    ["a.exe", "text/plain", "MZ\0\0", "application/octet-stream", false],
  ])("%s, said to be %s, is what it is", async (name, type, bytes, mime, shown) => {
    const file = await upload(ada, name, bytes, type);
    expect(file.mime).toBe(mime);
    const response = await open(ada, file.id);
    await response.arrayBuffer();
    expect(response.headers.get("content-type")?.split(";")[0]).toBe(mime);
    const disposition = response.headers.get("content-disposition") ?? "";
    expect(disposition.startsWith(shown ? "inline;" : "attachment;")).toBe(true);
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  it.each([
    ["../../../etc/passwd", "passwd"],
    ["..\\..\\boot.ini", "boot.ini"],
    ["evil\u202egpj.exe", "evilgpj.exe"],
    ['quo"te\r\nSet-Cookie: a=b.txt', "quo_teSet-Cookie_ a=b.txt"],
    ["%2e%2e%2fx", "%2e%2e%2fx"],
  ])("named %j are called %j", async (given, name) => {
    const file = await upload(ada, given, "x");
    expect(file.name).toBe(name);
    const response = await open(ada, file.id);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBe(null);
  });

  it("have 10 MiB at most, to the byte", async () => {
    const whole = new Uint8Array(LIMITS.uploadBytes);
    expect((await upload(ada, "whole", whole)).size).toBe(LIMITS.uploadBytes);
    const over = fileForm("over", new Uint8Array(LIMITS.uploadBytes + 1));
    const answer = await rest.call<{ error: object }>("POST", "/api/uploads", {
      token: ada.token,
      body: over,
    });
    expect(answer.status).toBe(413);
    expect(answer.body.error).toMatchObject({ code: "too_large" });
  });

  it("of huge dimensions are refused, however few bytes they have", async () => {
    for (const image of [png(40_000, 1), png(16_384, 16_384), gif(65_535, 65_535)]) {
      const answer = await rest.call("POST", "/api/uploads", {
        token: ada.token,
        body: fileForm("bomb.png", image),
      });
      expect(answer.status).toBe(400);
    }
    expect((await upload(ada, "large.png", png(8_000, 6_000))).width).toBe(8_000);
  });

  const HEAD = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';
  it.each([
    ["cut off", "multipart/form-data; boundary=b", `${HEAD}hello`],
    ["an empty file", "multipart/form-data; boundary=b", `${HEAD}\r\n--b--\r\n`],
    ["two files", "multipart/form-data; boundary=b", `${HEAD}1\r\n${HEAD}2\r\n--b--\r\n`],
    ["no file", "multipart/form-data; boundary=b", "--b--\r\n"],
    ["JSON", "application/json", "{}"],
    ["a form of the other kind", "application/x-www-form-urlencoded", "file=x"],
  ])("that are %s are refused, and leave nothing", async (_what, type, body) => {
    const response = await fetch(`${server.url}/api/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.token}`, "content-type": type },
      body,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: "bad_request" } });
  });

  it("may come from guests", async () => {
    const visitor = await guest(rest);
    const file = await upload(visitor, "a.txt", "hello");
    expect(await statusOf(visitor, file.id)).toBe(200);
  });

  it.each(["..", ".", "%2e%2e%2f%2e%2e%2fcrosstalk.db", "jwt-secret", "a:b"])(
    "are not found by ids that lead elsewhere: %s",
    async (id) => {
      const status = await statusOf(ada, id);
      expect([400, 404]).toContain(status);
    },
  );
});
