import { describe, expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { check } from "../harness/checker/check.ts";
import { History } from "../harness/history.ts";
import { megabytesOf } from "../harness/memory.ts";
import { guest, Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";

const LINE = "x".repeat(4_000);
const MESSAGES = 8_000;
/** All that went to the stalled sockets, several times over, would not fit. */
const MAY_GROW_MB = 100;

describe.concurrent.each(RUNTIMES)("a client that stops reading on %s", (runtime) => {
  test("costs no memory, hinders nobody, and catches up or is told 3001", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    const rest = new Rest(server.url);
    const history = new History();
    const join = async (name: string): Promise<ChatClient> =>
      await new ChatClient(server.wsUrl, await guest(rest, name), history, { name }).connect();
    await using speaker = await join("speaker");
    await using listener = await join("listener");
    await using briefly = await join("briefly");
    await using forGood = await join("for good");
    const clients = [speaker, listener, briefly, forGood];
    const fields = { name: "hall", kind: "ephemeral" } as const;
    const { room } = await speaker.expect("room_created", "create_room", fields);
    for (const client of clients.slice(1)) {
      await client.expect("room_joined", "join_room", { room_id: room.id });
    }
    const say = async (from: number, to: number): Promise<void> => {
      for (let i = from; i < to; i++) {
        if (speaker.outbox.size >= 64) await until("acks", () => speaker.outbox.size < 32);
        speaker.send(room.id, `c${i}`, LINE);
      }
      await until("all acked", () => speaker.outbox.size === 0);
    };
    await say(0, 1_000); // buffers and caches that stay are there
    const before = megabytesOf(server.pid);
    briefly.socket?.pause();
    forGood.socket?.pause();
    await say(1_000, MESSAGES);
    const tip = () => speaker.cursors.get(room.id);
    await until("the listener has it all", () => listener.cursors.get(room.id) === tip());
    // What is thrown away is given back a little later.
    await until("it holds no more", () => megabytesOf(server.pid) - before < MAY_GROW_MB, 10_000);

    briefly.socket?.resume();
    await until("caught up", () => briefly.cursors.get(room.id) === tip());
    // Who never reads does not see its close, but the server forgets it: a new connection is made.
    await until(
      "closed by the server",
      async () => (await connectionsOf(rest)) === clients.length - 1,
      90_000,
    );
    forGood.socket?.resume();
    await until("back", () => forGood.cursors.get(room.id) === tip());
    expect([CLOSE.slowConsumer, 1006]).toContain(forGood.closes[0]);
    const { token } = speaker.identity;
    const stored = await readRoom(rest, token, room.id);
    const settled = clients.map((client) => ({ client: client.name, room: room.id }));
    expect(check({ history: history.observations, stored: [stored], settled })).toEqual([]);
  });
});

/** Users with a live socket. */
const connectionsOf = async (rest: Rest): Promise<number> =>
  (await rest.ok<{ online: number }>("GET", "/api/stats")).online;
