import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { member, person, roomOf, texts } from "./support/people.ts";

describe.each(RUNTIMES)("a conversation on %s", (runtime) => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("goes both ways, and ends up in history and search", async () => {
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    const sent = ana.client.send(room, "Good morning, Ben");
    const ack = await ana.client.outbox.settled(sent.cid);
    const answer = ben.client.send(room, "and to you", { replyTo: ack.seq });
    await ben.client.outbox.settled(answer.cid);
    for (const someone of [ana, ben]) {
      await until("both messages", () => texts(someone.entries).length === 2);
      expect(texts(someone.entries)).toEqual(["Good morning, Ben", "and to you"]);
      expect(someone.client.outbox.items(room)).toEqual([]);
    }
    const { messages } = await ben.client.history(room);
    expect(messages.map(({ cid }) => cid)).toEqual([sent.cid, answer.cid]);
    expect(messages[1]?.reply_to).toMatchObject({ seq: ack.seq, excerpt: "Good morning, Ben" });
    // The index has two seconds for what is asked, which may not do on a busy machine.
    const hits = async () =>
      (await ben.client.search({ q: "morn" }).catch(() => undefined))?.hits.length;
    await until("found", async () => (await hits()) === 1);
  });

  it("carries edits, reactions, deletes, typing, presence, names and read marks", async () => {
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana, ben);
    const { seq } = await ana.client.outbox.settled(ana.client.send(room, "helo").cid);
    await ana.client.edit(room, seq, "hello");
    await ben.client.react(room, seq, "👍", true);
    const { messages } = await ana.client.history(room);
    expect(messages).toMatchObject([
      { content: "hello", reactions: [{ emoji: "👍", count: 1, me: false }] },
    ]);
    const { users } = await ben.client.openRoom(room);
    expect(users.map(({ display_name }) => display_name).sort()).toEqual(["Ana", "Ben"]);
    const typing = ben.client.next("typing");
    ana.client.typing(room, true);
    expect(await typing).toMatchObject({ user_id: ana.client.user?.id, on: true });
    const renamed = ben.client.next("user_updated");
    await ana.client.rename("Anna");
    expect((await renamed).user.display_name).toBe("Anna");
    expect(ana.client.user?.display_name).toBe("Anna");
    const read = ben.client.next("read");
    ben.client.markRead(room, seq);
    ben.client.markRead(room, seq - 1);
    expect(await read).toMatchObject({ room_id: room, seq });
    await ana.client.delete(room, seq);
    await until("deleted", () => ben.entries.at(-1)?.event === "delete");
    expect((await ben.client.history(room)).messages).toMatchObject([{ seq, deleted: true }]);
  });

  it("brings guests together in an ephemeral room", async () => {
    using ana = person(server.url);
    using ben = person(server.url);
    for (const { client } of [ana, ben]) {
      const guest = await client.session.guest({ display_name: "Guest" });
      expect(guest).toMatchObject({ kind: "guest" });
      await client.start();
      await until("online", () => client.state.status === "online");
    }
    const { room } = await ana.client.createRoom({ name: `camp ${runtime}`, kind: "ephemeral" });
    await ben.client.join({ name: `CAMP ${runtime}` });
    const hello = ana.client.send(room.id, "hi");
    await ana.client.outbox.settled(hello.cid);
    await until("heard", () => texts(ben.entries).includes("hi"));
    await ben.client.leave(room.id);
    ana.client.send(room.id, "bye");
    await until("gone", () => texts(ana.entries).includes("bye"));
    expect(texts(ben.entries)).toEqual(["hi"]);
  });

  it("says why a send was refused, and keeps its text", async () => {
    using ana = await member(server.url, "Ana");
    using ben = await member(server.url, "Ben");
    const room = await roomOf(ana);
    const { cid } = ben.client.send(room, "let me in");
    await expect(ben.client.outbox.settled(cid)).rejects.toMatchObject({ code: "forbidden" });
    expect(ben.client.outbox.items(room)).toMatchObject([
      { state: "refused", content: "let me in", refused: { code: "forbidden" } },
    ]);
    await ben.client.join({ room_id: room });
    ben.client.outbox.retry(cid);
    await ben.client.outbox.settled(cid);
    const long = ana.client.send(room, "x".repeat(4_001));
    await expect(ana.client.outbox.settled(long.cid)).rejects.toMatchObject({
      code: "bad_request",
    });
    ana.client.outbox.discard(long.cid);
    expect(ana.client.outbox.all()).toEqual([]);
    expect(texts(ana.entries)).toEqual(["let me in"]);
  });
});
