import { expect, it } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { Rest, register } from "../harness/rest.ts";
import { holdNext } from "./hold-next.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";

/** Seconds; a token lives longer. */
const TTL = 300;

/** Someone with two ephemeral rooms that nobody writes in. */
const settle = async (server: HttpServer) => {
  const rest = new Rest(server.url);
  const { token } = await register(rest, "ada");
  const create = async (name: string): Promise<Room> => {
    const body = { name, kind: "ephemeral" };
    return (await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body })).room;
  };
  const say = (room: Room) => {
    const body = { content: "still here" };
    return rest.ok("POST", `/api/rooms/${room.id}/messages`, { token, body });
  };
  return { rooms: [await create("one"), await create("two")] as const, say };
};

it("a room that is written in while another is deleted has not expired", async () => {
  await using server = await startHttpServer({ EPHEMERAL_TTL: `${TTL}` });
  const { store } = server.services;
  const { rooms, say } = await settle(server);
  const deleted = holdNext(store.rooms, "deleteRoom");
  server.clock.advance(TTL * 1_000);
  await deleted.done;
  const isThere = async ({ id }: Room) => (await store.rooms.room(id)) !== undefined;
  const [other] = (await isThere(rooms[0])) ? rooms : rooms.slice(1);
  if (other === undefined) throw new Error("none is left");
  await say(other);
  const swept = holdNext(store.rooms, "ephemeralRooms");
  deleted.tell();
  await swept.done;
  swept.tell();
  expect(await isThere(other)).toBe(true);
});

it("one that another server has deleted does not keep the others", async () => {
  await using server = await startHttpServer({ EPHEMERAL_TTL: `${TTL}` });
  const { store } = server.services;
  await settle(server);
  const [first, second] = await store.rooms.ephemeralRooms();
  if (first === undefined || second === undefined) throw new Error("there are two");
  server.clock.advance(TTL * 1_000);
  const listed = holdNext(store.rooms, "ephemeralRooms");
  await listed.done;
  await store.rooms.deleteRoom(first.id);
  const swept = holdNext(store.rooms, "ephemeralRooms");
  listed.tell();
  await swept.done;
  swept.tell();
  expect(await store.rooms.room(second.id)).toBe(undefined);
});
