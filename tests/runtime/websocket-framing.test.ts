import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DIFFERENCES } from "../../src/runtime/differences.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { EchoServer } from "./echo-server.ts";
import type { FramingCase } from "./framing-case.ts";
import { framingCases } from "./framing-cases.ts";
import { fragmentLimit, fragmentsUncounted } from "./framing-limits.ts";
import { close, OPCODE } from "./raw-frame.ts";
import { closeCode, RawWebSocket } from "./raw-websocket.ts";

const converse = async (port: number, { send, pieces, ...expected }: FramingCase) => {
  using ws = await RawWebSocket.open(port);
  const frames = expected.close === undefined ? [...send, close(1000)] : send;
  if (pieces === undefined) ws.send(...frames);
  else await ws.sendInPieces(pieces, ...frames);
  const answers = await ws.rest();
  const payloads = (opcode: number, encoding: BufferEncoding): string[] =>
    answers.filter((f) => f.opcode === opcode).map((f) => f.payload.toString(encoding));
  return {
    texts: payloads(OPCODE.text, "utf8"),
    pongs: payloads(OPCODE.pong, "latin1"),
    close: closeCode(answers.at(-1)),
  };
};

describe.each(RUNTIMES)("%s", (runtime) => {
  let server: EchoServer;
  beforeAll(async () => {
    server = await EchoServer.start(runtime);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  const countsFragments = DIFFERENCES[runtime].fragmentsNotCounted === undefined;
  const groups = {
    ...framingCases,
    "64 fragments": countsFragments ? fragmentLimit : fragmentsUncounted,
  };
  for (const [group, cases] of Object.entries(groups)) {
    describe(group, () => {
      for (const framing of cases) {
        test(framing.name, async () => {
          expect(await converse(server.port, framing)).toEqual({
            texts: framing.texts ?? [],
            pongs: framing.pongs ?? [],
            close: framing.close ?? 1000,
          });
        });
      }
    });
  }
});
