import { describe, expect, it } from "vitest";
import { ProtocolError } from "../protocol/errors.ts";
import type { EventOf } from "../protocol/events.ts";
import { OpenRooms } from "./open-rooms.ts";

const badRequest = () => new ProtocolError("bad_request", "Invalid key");

/** What each version of the server makes of the action. */
const setUp = () => {
  const server = { knowsMembers: true, knowsRoom: true };
  const asked: string[] = [];
  const rooms = new OpenRooms(async ({ room_id, members }) => {
    asked.push(members ? `${room_id} members` : room_id);
    await Promise.resolve();
    if (!server.knowsRoom || (members && !server.knowsMembers)) throw badRequest();
    return { event: "presence_state", room_id, online: 0, users: [] } as EventOf<"presence_state">;
  });
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return { server, asked, rooms, settle };
};

describe("open rooms", () => {
  it("are asked for with what becomes of their members", async () => {
    const { asked, rooms } = setUp();
    await expect(rooms.open("r")).resolves.toMatchObject({ room_id: "r" });
    expect(asked).toEqual(["r members"]);
  });

  it("do without it on a server that does not know it, and ask that server no more", async () => {
    const { server, asked, rooms } = setUp();
    server.knowsMembers = false;
    await expect(rooms.open("r")).resolves.toMatchObject({ room_id: "r" });
    await rooms.open("s");
    expect(asked).toEqual(["r members", "r", "s"]);
  });

  it("are asked for again at every connection, which may be a newer server's", async () => {
    const { server, asked, rooms, settle } = setUp();
    server.knowsMembers = false;
    await rooms.open("r");
    server.knowsMembers = true;
    asked.length = 0;
    rooms.connected();
    await settle();
    expect(asked).toEqual(["r members"]);
  });

  it("are not opened again once they are closed", async () => {
    const { server, asked, rooms } = setUp();
    server.knowsMembers = false;
    const opened = rooms.open("r");
    rooms.forget("r");
    await expect(opened).rejects.toMatchObject({ code: "bad_request" });
    rooms.connected();
    expect(asked).toEqual(["r members"]);
  });

  it("say when it is the room that is refused, and take the server for no older one", async () => {
    const { server, asked, rooms } = setUp();
    server.knowsRoom = false;
    await expect(rooms.open("nonsense")).rejects.toMatchObject({ code: "bad_request" });
    server.knowsRoom = true;
    asked.length = 0;
    await rooms.open("r");
    expect(asked).toEqual(["r members"]);
  });
});
