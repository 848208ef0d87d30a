import { describe, expect, test } from "vitest";
import { long } from "../harness/long.ts";
import { megabytesOf } from "../harness/memory.ts";
import { guest, type Identity, Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { type Dice, seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";
import { anyFrame } from "./frames.ts";
import { RawSocket } from "./raw-socket.ts";

const FRAMES = { node: 100_000, bun: long ? 100_000 : 10_000, deno: long ? 100_000 : 10_000 };
const BATCH = 100;
/** Sockets at a time: the server reads them in turn. */
const WIDTH = 8;
const MAY_GROW_MB = 128;
/** How a connection may end: by RFC 6455, by a limit, or by PROTOCOL §2; never by 1011. */
const CLOSES = new Set([0, 1000, 1002, 1003, 1007, 1009, 3500, 3503]);

interface Fuzz {
  readonly server: ServerProcess;
  readonly identity: Identity;
  readonly room: string;
  readonly dice: Dice;
  readonly internal: string[];
  sent: number;
}

/** One connection until it is closed or `count` frames went out; every batch must be answered. */
const session = async (fuzz: Fuzz, count: number): Promise<void> => {
  const raw = await RawSocket.open(fuzz.server.port);
  let pongs = 0;
  let authenticated = false;
  raw.onEvent = (event) => {
    if (event.event === "authenticated") authenticated = true;
    if (event.event === "pong" && event.ref === "batch") pongs++;
    if (event.event === "error" && event.code === "internal") fuzz.internal.push(event.message);
  };
  raw.send({ action: "authenticate", token: fuzz.identity.token });
  await until("authenticated", () => authenticated || raw.closed);
  raw.send({ action: "join_room", room_id: fuzz.room });
  for (let batch = 1; fuzz.sent < count && !raw.closed; batch++) {
    for (let i = 0; i < BATCH; i++) raw.write(anyFrame(fuzz.dice, fuzz.room));
    fuzz.sent += BATCH;
    raw.send({ action: "ping", ref: "batch" });
    // A frame that claims more than it holds swallows the ping: the close code, or nothing, follows.
    await until("an answer", () => pongs >= batch || raw.closed || raw.closeCode > 0).catch(
      (error: unknown) => {
        if (batch === 1) throw error;
      },
    );
    if (raw.closeCode > 0) break;
  }
  raw.destroy();
  expect(CLOSES).toContain(raw.closeCode);
};

describe.each(RUNTIMES)("fuzzed frames on %s", (runtime) => {
  test(`${FRAMES[runtime]} frames: no crash, hang, internal error or growth (seed ${seed})`, async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    const rest = new Rest(server.url);
    const identity = await guest(rest);
    const { token } = identity;
    const body = { name: "fuzz", kind: "ephemeral" };
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", { token, body });
    const { pid } = server;
    const fuzz: Fuzz = {
      server,
      identity,
      room: room.id,
      dice: seededDice(seed),
      internal: [],
      sent: 0,
    };
    const upTo = async (count: number): Promise<void> => {
      const worker = async (): Promise<void> => {
        while (fuzz.sent < count) await session(fuzz, count);
      };
      await Promise.all(Array.from({ length: WIDTH }, worker));
    };
    await upTo(FRAMES[runtime] / 2);
    const before = megabytesOf(pid);
    await upTo(FRAMES[runtime]);
    expect(fuzz.internal).toEqual([]);
    expect(server.pid).toBe(pid);
    expect((await rest.call("GET", "/api/ready")).status).toBe(200);
    // What is thrown away is given back a little later.
    await until("it holds no more", () => megabytesOf(pid) - before < MAY_GROW_MB);
  });
});
