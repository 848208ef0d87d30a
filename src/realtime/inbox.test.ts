import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import { Meter } from "../core/stats/meter.ts";
import type { Dispatcher } from "./dispatch.ts";
import { Flusher } from "./flusher.ts";
import { Inbox } from "./inbox.ts";
import { Session } from "./session.ts";

/** Most that wait for an action before nothing is read from the socket. */
const PAUSE_AT = 64;

/** An inbox whose actions end when the test lets them; those called `now…` at once, without a promise. */
const openInbox = () => {
  const clock = new ManualClock();
  const socket = new FakeSocket();
  const session = new Session({
    id: "c",
    peer: { ip: "192.0.2.1", userAgent: "test" },
    socket,
    flusher: new Flusher(clock, new Meter()),
    connectedAt: 0,
    monotonic: 0,
    keeper: { authenticated: () => {}, closed: () => {} },
  });
  const begun: string[] = [];
  const binaries: Session[] = [];
  let end: (() => void) | undefined;
  const act = (): Promise<void> => {
    expect(end, "another action is not over").toBeUndefined();
    return new Promise((resolve) => {
      end = () => {
        end = undefined;
        resolve();
      };
    });
  };
  const dispatcher = {
    receive: (_: Session, text: string) => {
      begun.push(text);
      return text.startsWith("now") ? undefined : act();
    },
    binary: (from: Session) => void binaries.push(from),
  } as unknown as Dispatcher;
  return {
    clock,
    socket,
    session,
    begun,
    binaries,
    act,
    inbox: new Inbox(session, { dispatcher, clock }),
    isBusy: () => end !== undefined,
    endAction: async () => {
      end?.();
      // What follows the end of an action takes some microtasks.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

describe("an inbox", () => {
  test("runs one action after another in the order in which they came, whenever each ends", async () => {
    const step = fc.constantFrom("later", "now", "end");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { inbox, begun, isBusy, endAction } = openInbox();
        const said: string[] = [];
        for (const [i, what] of steps.entries()) {
          if (what === "end") {
            await endAction();
          } else {
            said.push(`${what}${i}`);
            inbox.message(`${what}${i}`);
          }
          expect(begun).toEqual(said.slice(0, begun.length));
        }
        while (isBusy()) await endAction();
        expect(begun).toEqual(said);
      }),
      { numRuns: 50 },
    );
  });

  test("stops reading at what may wait, and reads on when that has its turn", async () => {
    const { inbox, begun, socket, isBusy, endAction } = openInbox();
    inbox.message("first");
    for (let i = 1; i < PAUSE_AT; i += 1) inbox.message(`${i}`);
    expect(socket.paused).toBe(false);
    inbox.message(`${PAUSE_AT}`);
    expect(socket.paused).toBe(true);
    // What had been read already still counts.
    inbox.message("one more");
    expect(begun).toEqual(["first"]);
    await endAction();
    expect(socket.paused).toBe(false);
    while (isBusy()) await endAction();
    expect(begun).toHaveLength(PAUSE_AT + 2);
    expect(begun.at(-1)).toBe("one more");
  });

  test("an action of the server's own goes before what the socket says meanwhile", async () => {
    const { inbox, begun, act, endAction } = openInbox();
    inbox.run(async () => {
      begun.push("own");
      await act();
    });
    inbox.message("now said");
    expect(begun).toEqual(["own"]);
    await endAction();
    expect(begun).toEqual(["own", "now said"]);
  });

  test.each([
    ["closed", ({ session }: ReturnType<typeof openInbox>) => session.close(3000, "gone")],
    ["deaf", ({ session }: ReturnType<typeof openInbox>) => session.stopHearing()],
  ] as const)("once the session is %s nothing is begun, not even what waits", async (_, end) => {
    const all = openInbox();
    const { inbox, begun, endAction } = all;
    inbox.message("running");
    inbox.message("waiting");
    end(all);
    inbox.message("late");
    await endAction();
    inbox.message("later");
    expect(begun).toEqual(["running"]);
  });

  test("whatever comes is a sign of life; a binary frame is told of until the end", () => {
    const { inbox, clock, session, binaries } = openInbox();
    clock.advance(5);
    inbox.message("now");
    expect(session.lastHeardAt).toBe(5);
    clock.advance(5);
    inbox.binary();
    expect(session.lastHeardAt).toBe(10);
    expect(binaries).toEqual([session]);
    inbox.closed();
    expect(session.closed).toBe(true);
    inbox.binary();
    expect(binaries).toHaveLength(1);
  });

  test("a binary frame takes its turn", async () => {
    const { inbox, begun, socket, session, binaries, endAction } = openInbox();
    inbox.message("before");
    inbox.binary();
    inbox.message("after");
    expect(binaries).toEqual([]);
    await endAction();
    expect([binaries, begun]).toEqual([[session], ["before", "after"]]);
    // They wait within the same bound.
    for (let i = 0; i < PAUSE_AT; i += 1) inbox.binary();
    expect(socket.paused).toBe(true);
    session.close(3503, "too many");
    await endAction();
    expect(binaries).toHaveLength(1);
  });

  test("a ping frame is a sign of life, as any frame is", () => {
    const { clock, session, inbox } = openInbox();
    clock.advance(59_000);
    inbox.pinged();
    expect(session.lastHeardAt).toBe(59_000);
    expect(session.framesIn).toBe(0);
  });
});
