import { describe, expect, test } from "vitest";
import type { SharedFrame, Socket, SocketHandlers } from "../ports/socket.ts";
import { PeerSocket } from "./peer-socket.ts";

/** A runtime's socket whose kernel the test plays. */
class PlayedSocket extends PeerSocket<string> {
  readonly written: string[][] = [];
  readonly ends: string[] = [];
  open = true;
  held = 0;

  pause(): void {}
  resume(): void {}
  start(handlers: SocketHandlers): void {
    this.opened(() => handlers);
  }
  hear(text: string): void {
    this.received(text);
  }
  end(code: number): void {
    this.open = false;
    this.ended(code);
  }
  protected override isOpen(): boolean {
    return this.open;
  }
  protected override wireOf(frame: SharedFrame | string): string {
    return typeof frame === "string" ? frame : frame.text;
  }
  protected override unsentBytes(): number {
    return this.held;
  }
  protected override write(wires: readonly string[]): void {
    this.written.push([...wires]);
  }
  protected override startClose(code: number, reason: string): void {
    this.ends.push(`${code} ${reason}`);
    this.open = false;
  }
  protected override cut(): void {
    this.ends.push("cut");
    this.open = false;
  }
}

const setUp = (handlers: Partial<SocketHandlers> = {}) => {
  const reports: string[] = [];
  const sockets = new Set<Socket>();
  const socket = new PlayedSocket({
    report: (stage, error) => reports.push(`${stage} ${String(error)}`),
    unsentBytes: 100,
    sockets,
  });
  const heard: string[] = [];
  socket.start({
    message: (text) => heard.push(text),
    binary: () => heard.push("binary"),
    pinged: () => heard.push("pinged"),
    drain: () => heard.push("drain"),
    closed: (code) => heard.push(`closed ${code}`),
    ...handlers,
  });
  return { socket, sockets, reports, heard };
};

const turnEnd = (): Promise<void> => new Promise((resolve) => queueMicrotask(resolve));

describe("sending", () => {
  test("writes what a turn sent at once, in order", async () => {
    const { socket } = setUp();
    socket.send("one");
    socket.send({ text: "two" });
    expect(socket.written).toEqual([]);
    await turnEnd();
    socket.send("three");
    await turnEnd();
    expect(socket.written).toEqual([["one", "two"], ["three"]]);
  });

  test("counts what waits for the turn's end and for the kernel", async () => {
    const { socket } = setUp();
    socket.held = 10;
    socket.send("12345");
    expect(socket.bufferedBytes()).toBe(15);
    await turnEnd();
    expect(socket.bufferedBytes()).toBe(10);
  });

  test("refuses what would go beyond the bound, and takes more when there is room", async () => {
    const { socket } = setUp();
    expect(socket.send("x".repeat(60))).toBe(true);
    expect(socket.send("y".repeat(41))).toBe(false);
    expect(socket.send("z".repeat(40))).toBe(true);
    await turnEnd();
    expect(socket.send("x".repeat(100))).toBe(true);
  });

  test("refuses when the peer has closed, and drops what had not left", async () => {
    const { socket } = setUp();
    socket.send("too late");
    socket.open = false;
    expect(socket.send("later still")).toBe(false);
    await turnEnd();
    expect(socket.written).toEqual([]);
  });
});

describe("closing", () => {
  test("sends what was queued first, once, and nothing after", async () => {
    const { socket, heard } = setUp();
    socket.send("last");
    socket.close(3001, "slow");
    socket.close(3500, "again");
    expect(socket.send("no")).toBe(false);
    socket.hear("not heard");
    await turnEnd();
    expect([socket.written, socket.ends, heard]).toEqual([[["last"]], ["3001 slow"], []]);
  });

  test("terminating drops what was queued", async () => {
    const { socket } = setUp();
    socket.send("never");
    socket.terminate();
    await turnEnd();
    expect([socket.written, socket.ends]).toEqual([[], ["cut"]]);
  });

  test("tells the end once and forgets the socket", () => {
    const { socket, sockets, heard } = setUp();
    expect(sockets.size).toBe(1);
    socket.end(1006);
    socket.end(1006);
    expect([heard, sockets.size]).toEqual([["closed 1006"], 0]);
  });
});

describe("handlers that throw", () => {
  const fail = (): never => {
    throw new Error("fault");
  };

  test("in message: reported, closed with 1011, no more messages", () => {
    let calls = 0;
    const { socket, reports } = setUp({
      message: () => {
        calls++;
        fail();
      },
    });
    socket.hear("a");
    socket.hear("b");
    expect([calls, reports, socket.ends]).toEqual([
      1,
      ["message Error: fault"],
      ["1011 internal error"],
    ]);
  });

  test("in closed: reported", () => {
    const { socket, reports } = setUp({ closed: fail });
    socket.end(1000);
    expect(reports).toEqual(["closed Error: fault"]);
  });
});
