import { expect, test } from "vitest";
import type { Entry } from "../../src/protocol/entries.ts";
import type { EventOf } from "../../src/protocol/events.ts";
import type { Person, SetStage } from "./stage.ts";

const acked = async (who: Person, refs: readonly string[]): Promise<EventOf<"ack">[]> => {
  const answers = await Promise.all(refs.map((ref) => who.socket.answer(ref)));
  return answers.map((answer) => {
    if (answer.event !== "ack") throw new Error(JSON.stringify(answer));
    return answer;
  });
};

const entriesOf = ({ socket }: Person, roomId: string): Entry[] =>
  socket.events.filter((event): event is Entry => "sender" in event && event.room_id === roomId);

/** MUST 1 to 4, with everybody talking at once. */
export const orderingCases = (set: SetStage): void => {
  test("many senders, many rooms: stored under the acked seq, in each sender's order, seen alike by all", async () => {
    await using stage = set();
    const people = await stage.people("ada", "ben", "cleo", "dan");
    const [ada, ben] = people;
    const rooms = [
      await stage.room("public", ada, ...people.slice(1)),
      await stage.room("private", ada, ...people.slice(1)),
      await stage.room("ephemeral", ada, ...people.slice(1)),
    ];
    const phones = await Promise.all(people.map(({ identity }) => stage.connect(identity)));
    // Some have to be looked up before they are stored, and must not be overtaken.
    const content = (i: number): string =>
      i % 3 === 0 ? `${i} @${ben.identity.user.username}` : `${i}`;
    const sent = [...people, ...phones].map((who) => ({
      who,
      refs: Array.from({ length: 40 }, (_, i) =>
        who.socket.sendRef({
          action: "send_message",
          room_id: rooms[i % rooms.length]?.id,
          content: content(i),
        }),
      ),
    }));
    const acks = await Promise.all(sent.map(({ who, refs }) => acked(who, refs)));
    for (const room of rooms) {
      const log = await stage.entries(room.id, ada);
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
      const byId = new Map(log.map((entry) => [entry.id, entry]));
      for (const ofConnection of acks) {
        const inRoom = ofConnection.filter((ack) => ack.room_id === room.id);
        expect(inRoom.map(({ seq }) => seq)).toEqual(
          inRoom.map(({ seq }) => seq).toSorted((a, b) => a - b),
        );
        for (const { id, seq, n, at, cid } of inRoom) {
          expect(byId.get(id)).toMatchObject({ seq, n, at, cid });
        }
      }
      const tip = log.at(-1)?.seq ?? 0;
      for (const who of [...people, ...phones]) {
        await who.socket.next("message", { room_id: room.id, seq: tip });
        const seen = entriesOf(who, room.id);
        expect(seen).toEqual(log.slice(-seen.length));
      }
    }
  });

  test("what was acked before another was sent stands before it", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    let last = 1;
    for (let i = 0; i < 20; i++) {
      const { seq } = await stage.say(i % 2 === 0 ? ada : ben, room.id, `${i}`);
      expect(seq).toBeGreaterThan(last);
      last = seq;
    }
    // Over REST and sockets alike.
    const path = `/api/rooms/${room.id}/messages`;
    const body = { content: "over REST" };
    const { entry } = await stage
      .rest()
      .ok<{ entry: Entry }>("POST", path, { token: ada.token, body });
    expect(entry.seq).toBeGreaterThan(last);
    expect((await stage.say(ada, room.id)).seq).toBeGreaterThan(entry.seq);
    await ben.socket.next("message", { seq: entry.seq });
  });

  test("one connection's sends of every kind keep their order", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const room_id = room.id;
    const name = ben.identity.user.username;
    const { seq } = await stage.say(ada, room_id, "the first");
    const frames = Array.from({ length: 60 }, (_, i) => {
      switch (i % 5) {
        case 0:
          return { action: "send_message", room_id, content: `plain ${i}` };
        case 1:
          return { action: "send_message", room_id, content: `@${name} ${i}` };
        case 2:
          return { action: "send_message", room_id, content: `reply ${i}`, reply_to: seq };
        case 3:
          return { action: "edit_message", room_id, seq, content: `edit ${i}` };
        default:
          return { action: "react", room_id, seq, emoji: "👍", on: i % 10 === 4 };
      }
    });
    const acks = await acked(
      ada,
      frames.map((frame) => ada.socket.sendRef(frame)),
    );
    expect(acks.map((ack) => ack.seq)).toEqual(acks.map((_, i) => seq + 1 + i));
    await ben.socket.next("reaction", { seq: seq + 60 });
    const order = entriesOf(ben, room_id).slice(-60);
    expect(order.map(({ event }) => event)).toEqual(
      frames.map(({ action }) =>
        action.replace("send_", "").replace("edit_message", "edit").replace("react", "reaction"),
      ),
    );
  });

  test("entering, sending and leaving in one breath are done in that order", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    // Entering and sending in one breath.
    const room = await stage.room("public", ada);
    const refs = [
      { action: "join_room", room_id: room.id },
      { action: "send_message", room_id: room.id, content: "hello" },
      { action: "open_room", room_id: room.id },
    ].map((frame) => ben.socket.sendRef(frame));
    const answers = await Promise.all(refs.map((ref) => ben.socket.answer(ref)));
    expect(answers.map(({ event }) => event)).toEqual(["room_joined", "ack", "presence_state"]);
    await ada.socket.next("message", { room_id: room.id });
    // Leaving right behind a send must not overtake it.
    const last = [
      { action: "send_message", room_id: room.id, content: "bye" },
      { action: "leave_room", room_id: room.id },
      { action: "send_message", room_id: room.id, content: "late" },
    ].map((frame) => ben.socket.sendRef(frame));
    const [bye, leave, late] = await Promise.all(last.map((ref) => ben.socket.answer(ref)));
    expect([bye?.event, leave?.event]).toEqual(["ack", "room_left"]);
    expect(late).toMatchObject({ event: "error", code: "forbidden" });
    await ada.socket.next("message", { room_id: room.id, content: "bye" });
  });
};
