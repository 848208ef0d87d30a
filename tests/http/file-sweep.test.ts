import { expect, it } from "vitest";
import { AttachmentSweep } from "../../src/core/attachments/attachment-sweep.ts";
import type { Attachment } from "../../src/protocol/entries.ts";
import { LIMITS } from "../../src/protocol/limits.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { fileForm, guest, type Identity, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

const rest = (server: HttpServer): Rest => new Rest(server.url);

const upload = async (server: HttpServer, { token }: Identity, content = "hello") => {
  const body = fileForm("a.txt", content);
  const path = "/api/uploads";
  return (await rest(server).ok<{ attachment: Attachment }>("POST", path, { token, body }))
    .attachment;
};

const sweepOf = ({ services, clock }: HttpServer): AttachmentSweep =>
  new AttachmentSweep({
    store: services.store.attachments,
    blobs: services.blobs,
    clock,
    logger: services.logger,
  });

it("the bytes of what nobody can have any more are removed, a look later, and no others", async () => {
  await using server = await startHttpServer();
  const ada = await register(rest(server), "ada");
  const { token } = ada;
  const create = async (name: string): Promise<string> =>
    (
      await rest(server).ok<{ room: Room }>("POST", "/api/rooms", {
        token,
        body: { name, kind: "public" },
      })
    ).room.id;
  const [kept, gone] = [await create("kept"), await create("gone")];
  const send = (roomId: string, file: Attachment) =>
    rest(server).ok("POST", `/api/rooms/${roomId}/messages`, {
      token,
      body: { content: "look", attachments: [file.id] },
    });
  const inUse = await upload(server, ada);
  const ofRoom = await upload(server, ada);
  const unsent = await upload(server, ada);
  await send(kept, inUse);
  await send(gone, ofRoom);
  await rest(server).ok("DELETE", `/api/rooms/${gone}`, { token });
  const held = async () => {
    const files = { inUse, ofRoom, unsent };
    const names: string[] = [];
    for (const [name, { id }] of Object.entries(files)) {
      if ((await server.services.blobs.get(id)) !== undefined) names.push(name);
    }
    return names;
  };
  const sweep = sweepOf(server);
  await sweep.run();
  expect(await held()).toEqual(["inUse", "ofRoom", "unsent"]);
  await until("the room is swept, and then its files", async () => {
    await sweep.run();
    return (await held()).length === 2 || undefined;
  });
  expect(await held()).toEqual(["inUse", "unsent"]);
  server.clock.advance(LIMITS.unsentFileMs - 60_000);
  for (let looks = 0; looks < 3; looks += 1) await sweep.run();
  expect(await held()).toEqual(["inUse", "unsent"]);
  server.clock.advance(120_000);
  await sweep.run();
  const fresh = await register(rest(server), "ben");
  const late = await upload(server, fresh);
  await sweep.run();
  expect(await held()).toEqual(["inUse"]);
  expect(await server.services.blobs.get(late.id)).toBeDefined();
  // With what is known of them.
  const never = { begunBefore: 0, unsentBefore: 0 };
  expect(await server.services.store.attachments.abandonFiles(never, 9)).toEqual([]);
});

it("what is found abandoned, and is carried by a message after all, is kept", async () => {
  await using server = await startHttpServer();
  const ada = await register(rest(server), "ada");
  const { token } = ada;
  const file = await upload(server, ada);
  const { store } = server.services;
  const { room } = await rest(server).ok<{ room: Room }>("POST", "/api/rooms", {
    token,
    body: { name: "late", kind: "public" },
  });
  const sweep = sweepOf(server);
  server.clock.advance(LIMITS.unsentFileMs + 1_000);
  await sweep.run();
  const tip = await store.log.tip(room.id);
  const seq = (tip?.seq ?? 0) + 1;
  await store.log.append([
    {
      roomId: room.id,
      seq,
      n: 1,
      id: "late",
      cid: "late",
      senderId: ada.user.id,
      at: server.clock.now(),
      serverId: "test",
      erased: false,
      payload: { event: "message", content: "late", attachments: [file] },
    },
  ]);
  await sweep.run();
  await sweep.run();
  expect(await server.services.blobs.get(file.id)).toBeDefined();
});

it("guests have less room for files than members, and are told so", async () => {
  await using server = await startHttpServer();
  const visitor = await guest(rest(server));
  const body = fileForm("large", new Uint8Array(LIMITS.uploadBytes));
  const statuses: number[] = [];
  let last: unknown;
  for (let files = 0; files < 6; files += 1) {
    const answer = await rest(server).call("POST", "/api/uploads", { token: visitor.token, body });
    statuses.push(answer.status);
    last = answer.body;
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 413]);
  expect(last).toMatchObject({
    error: { code: "too_large", message: expect.stringContaining("50 MiB") },
  });
});
