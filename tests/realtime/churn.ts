import { expect, test } from "vitest";
import type { Room } from "../../src/protocol/rooms.ts";
import { until } from "../harness/wait.ts";
import { type Person, type SetStage, type Stage, unique } from "./stage.ts";

/** Talks in a room until it is told to stop; answers how often. */
const talk = (who: Person, roomId: string) => {
  let going = true;
  const said = (async () => {
    let count = 0;
    while (going) {
      await who.socket.do("send_message", { room_id: roomId, content: `${count}` }, "ack");
      count += 1;
    }
    return count;
  })();
  return {
    stop: (): Promise<number> => {
      going = false;
      return said;
    },
  };
};

/** The last seq of the room that the connection was told of. */
const lastSeq = ({ socket }: Person, roomId: string): number => {
  for (const event of socket.events.toReversed()) {
    if ("sender" in event && event.room_id === roomId) return event.seq;
    if ("tip" in event && "room" in event && event.room.id === roomId) return event.tip.seq;
  }
  return 0;
};

const settle = async (stage: Stage, room: Room, people: readonly Person[]): Promise<void> => {
  const [first] = people;
  if (first === undefined) return;
  const { seq } = await stage.say(first, room.id, "the last");
  for (const { socket } of people) await socket.next("message", { room_id: room.id, seq });
  for (const who of people) expect(lastSeq(who, room.id)).toBe(seq);
};

/** MUST 2, 4 and 5 while memberships change amid talk: what comes is held against the contract as it comes. */
export const churnCases = (set: SetStage): void => {
  test("joining and leaving, by socket and by REST, on two sockets", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const phone = await stage.connect(ben.identity);
    const room = await stage.room("public", ada);
    const { stop } = talk(ada, room.id);
    const path = `/api/rooms/${room.id}`;
    for (let round = 0; round < 10; round++) {
      const after = lastSeq(ben, room.id);
      const mine = round % 2 === 0 ? ben : phone;
      const fields = { room_id: room.id, ...(round % 3 === 1 && { after }) };
      await mine.socket.do("join_room", fields, "room_joined");
      await stage.rest().ok("POST", `${path}/leave`, { token: ben.token });
      await mine.socket.next("room_removed");
      await stage.rest().ok("POST", `${path}/join`, { token: ben.token });
      await mine.socket.next("room_added");
      await mine.socket.do("leave_room", { room_id: room.id }, "room_left");
    }
    await ben.socket.do("join_room", { room_id: room.id }, "room_joined");
    expect(await stop()).toBeGreaterThan(0);
    await settle(stage, room, [ada, ben, phone]);
  });

  test("kicked and invited again", async () => {
    await using stage = set();
    const [ada, ben, cleo] = await stage.people("ada", "ben", "cleo");
    const phone = await stage.connect(ben.identity);
    const room = await stage.room("private", ada, cleo);
    const { stop } = talk(cleo, room.id);
    for (let round = 0; round < 10; round++) {
      await stage.invite(room.id, ada, ben);
      if (round % 2 === 0) await ben.socket.next("room_added");
      await stage
        .rest()
        .ok("DELETE", `/api/rooms/${room.id}/members/${ben.id}`, { token: ada.token });
      if (round % 2 === 0) await ben.socket.next("room_removed");
    }
    await stage.invite(room.id, ada, ben);
    expect(await stop()).toBeGreaterThan(0);
    await settle(stage, room, [cleo, ada, ben, phone]);
  });

  test("coming and going while rooms are made and unmade", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const make = async (): Promise<void> => {
      for (let i = 0; i < 15; i++) {
        const room = await stage.room(i % 2 === 0 ? "public" : "private", ada);
        const path = `/api/rooms/${room.id}`;
        if (i % 3 > 0) await stage.rest().ok("DELETE", path, { token: ada.token });
      }
    };
    const made = make();
    const seen: Person[] = [];
    for (let i = 0; i < 15; i++) seen.push(await stage.connect(ada.identity));
    await made;
    const { rooms } = await stage.rest().ok<{ rooms: Room[] }>("GET", "/api/rooms", {
      token: ada.token,
    });
    expect(rooms).toHaveLength(5);
    for (const { id } of rooms) {
      const { seq } = await stage.say(ada, id);
      for (const { socket } of seen) await socket.next("message", { room_id: id, seq });
    }
    // The ends of the others too, once each, to whoever knew them.
    const ids = rooms.map(({ id }) => id).toSorted();
    for (const { socket, welcome } of seen) {
      const living = (): readonly string[] => {
        const known = [...welcome.rooms, ...socket.seen("room_added").map(({ room }) => room)];
        const ended = socket.seen("room_deleted").map(({ room_id }) => room_id);
        return known.map(({ id }) => id).filter((id) => !ended.includes(id));
      };
      // A server that is held up is told again, and not waited for by who deletes a room.
      await until("those that ended have", () => living().length <= ids.length);
      await socket.fence();
      expect(living().toSorted()).toEqual(ids);
    }
  });

  test("of many who want one name at once one gets it; a pair gets one room", async () => {
    await using stage = set();
    const people = await stage.people("ada", "ben", "cleo");
    const [ada, ben] = people;
    const name = unique("one");
    const frames = ["public", "ephemeral", "public", "ephemeral"].flatMap((kind) =>
      people.map(({ socket }) => socket.ask({ action: "create_room", name, kind })),
    );
    const answers = await Promise.all(frames);
    const codes = answers.map((answer) => (answer.event === "error" ? answer.code : answer.event));
    expect(codes.toSorted()).toEqual([...Array<string>(11).fill("conflict"), "room_created"]);
    const open = (one: Person, other: Person) =>
      stage.rest().call<{ room: Room }>("POST", "/api/rooms/direct", {
        token: one.token,
        body: { user_id: other.id },
      });
    const opened = await Promise.all([open(ada, ben), open(ben, ada), open(ada, ben)]);
    expect(new Set(opened.map(({ body }) => body.room.id)).size).toBe(1);
    expect(opened.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { socket } of [ada, ben]) {
      const { room } = await socket.next("room_added");
      await socket.fence();
      expect(socket.seen("room_added")).toHaveLength(1);
      expect(room.kind).toBe("direct");
    }
  });
};
