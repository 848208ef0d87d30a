import { expect, it } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { Rest, register } from "../harness/rest.ts";
import { holdNext } from "./hold-next.ts";
import { startHttpServer } from "./http-server.ts";

it("whoever enters while the last one leaves has the room", async () => {
  await using server = await startHttpServer();
  const rest = new Rest(server.url);
  const ada = await register(rest, "ada");
  const ben = await register(rest, "ben");
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", {
    token: ada.token,
    body: { name: "short", kind: "ephemeral" },
  });
  const path = `/api/rooms/${room.id}`;
  const { rooms } = server.services.store;
  const removed = holdNext(rooms, "removeMember");
  const leaving = rest.call("POST", `${path}/leave`, { token: ada.token });
  await removed.done;
  const foundEmpty = holdNext(rooms, "room");
  removed.tell();
  await foundEmpty.done;
  expect((await rest.call("POST", `${path}/join`, { token: ben.token })).status).toBe(200);
  foundEmpty.tell();
  expect((await leaving).status).toBe(204);
  const left = await rest.ok<{ room: Room }>("GET", path, { token: ben.token });
  expect(left.room).toMatchObject({ members: 1, my_role: "owner" });

  expect((await rest.call("POST", `${path}/leave`, { token: ben.token })).status).toBe(204);
  expect((await rest.call("GET", path, { token: ben.token })).status, "empty").toBe(404);
});
