import { expect, test } from "vitest";
import { FakeSocket } from "../../tests/harness/fake-socket.ts";
import { ManualClock } from "../../tests/harness/manual-clock.ts";
import type { Caller } from "../core/caller.ts";
import { Meter } from "../core/stats/meter.ts";
import type { MembershipView } from "../ports/store/rooms.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import { authenticate } from "./authentication.ts";
import type { RealtimeContext } from "./context.ts";
import { Control } from "./control.ts";
import { Flusher } from "./flusher.ts";
import { LiveRoom } from "./live-room.ts";
import { Session } from "./session.ts";
import { Sessions } from "./sessions.ts";

const TIP = { seq: 10, n: 8, floor: 1 };

const summary: RoomSummary = {
  ...{ id: "r", name: "old", kind: "public", created_by: "ana", created_at: 1, members: 2 },
  ...{ online: 1, tip: { seq: 10, n: 8 }, read: { seq: 7, n: 6 }, unread: 2, unread_mentions: 1 },
};

/** What a connection finds that comes, beside a room `r` that it is in. */
interface Surroundings {
  /** Happens each time after its rooms were read and before they are told. */
  readonly meanwhile?: (room: LiveRoom, control: Control) => void;
  /** Happens once its rooms were read to the end, and who it is is looked at for the second time. */
  readonly atLast?: (control: Control, letGo: () => void) => void;
  /** Whether its user is in the room, each time that this is read. */
  readonly isMember?: () => boolean;
}

/** A connection that authenticates. */
const come = async (
  { meanwhile, atLast, isMember = () => true }: Surroundings,
  cursors?: Record<string, number>,
) => {
  const clock = new ManualClock();
  const flusher = new Flusher(clock, new Meter());
  const room = new LiveRoom("r", flusher, { delivered: () => {}, gap: () => {} });
  room.begin(TIP);
  const socket = new FakeSocket();
  const session = new Session({
    ...{ id: "c", peer: { ip: "192.0.2.1", userAgent: "test" }, socket, flusher },
    ...{ connectedAt: 0, monotonic: 0 },
    keeper: { authenticated: () => {}, closed: () => {} },
  });
  const user = { id: "ana", kind: "member", display_name: "Ana", role: "user", created_at: 1 };
  const attached: (number | undefined)[] = [];
  const read = Promise.withResolvers<void>();
  let looks = 0;
  let opened = 0;
  let isLive = true;
  const view = { room: { id: "r", kind: "public" }, membership: { role: "member" }, tip: TIP };
  const context = {
    authenticator: {
      authenticate: async () => {
        looks += 1;
        if (looks === 2 && atLast !== undefined) {
          await read.promise;
          await new Promise(setImmediate);
          atLast(control, () => {
            isLive = false;
          });
        }
        return { caller: { user } as unknown as Caller, expiresAt: 600_000 };
      },
    },
    sessions: new Sessions(),
    presence: { connect: () => {}, isOnline: () => true, online: () => 1 },
    store: {
      rooms: {
        membershipViews: async () => (isMember() ? [view as unknown as MembershipView] : []),
        membership: async () => undefined,
      },
    },
    views: {
      summaries: async (views: readonly MembershipView[]) => {
        meanwhile?.(room, control);
        read.resolve();
        return views.map(() => summary);
      },
    },
    log: { withdraw: () => {} },
    bus: { kind: "local" },
    hub: {
      open: () => {
        opened += 1;
        isLive = true;
        return room;
      },
      isLive: () => isLive,
      room: () => room,
      detach: () => {},
      attach: (...[, , , cursor]: Parameters<RealtimeContext["hub"]["attach"]>) =>
        attached.push(cursor),
    },
    clock,
    serverId: "here",
  } as unknown as RealtimeContext;
  const control = new Control(context, { bansAddress: () => false, bansUser: () => false });
  await authenticate(context, session, { token: "t", cursors });
  clock.endTurn();
  const [first, ...rest] = socket.events;
  const rooms = first?.event === "authenticated" ? first.rooms : undefined;
  return { rooms, rest, attached, opened };
};

const rename = (room: LiveRoom): void => {
  const { seq, n } = room.accepted;
  const json = JSON.stringify({ event: "room", room_id: "r", seq: seq + 1, n, name: `${seq}` });
  room.deliver([{ seq: seq + 1, n, json }]);
};

test("in a room that never stands still it begins where its summary ends", async () => {
  const { rooms, attached } = await come({ meanwhile: rename });
  expect(rooms).toEqual([summary]);
  expect(attached).toEqual([10]);
});

test("a cursor is gone on from, whatever came since the summary", async () => {
  const { rooms, attached } = await come({ meanwhile: rename }, { r: 4 });
  expect(rooms).toEqual([summary]);
  expect(attached).toEqual([4]);
});

test("a cursor that can't be continued from begins where the summary ends", async () => {
  const { rest, attached } = await come({ meanwhile: rename }, { r: 99 });
  expect(rest).toEqual([{ event: "reset", room_id: "r", tip: { seq: 10, n: 8 } }]);
  expect(attached).toEqual([10]);
});

const readTo =
  (seq: number, n: number) =>
  (_: LiveRoom, control: Control): void => {
    const event = { event: "read", room_id: "r", seq, n } as const;
    control.signal({ to: "user", userId: "ana", event });
  };

test("what another device read while the rooms were read is told after them", async () => {
  const { rest } = await come({ meanwhile: readTo(9, 7) });
  expect(rest).toEqual([{ event: "read", room_id: "r", seq: 9, n: 7 }]);
});

test("unless they say it already", async () => {
  const { rest } = await come({ meanwhile: readTo(7, 6) });
  expect(rest).toEqual([]);
});

test("a room that its user is put out of while it is looked at once more is not entered", async () => {
  let isMember = true;
  const atLast = (control: Control): void => {
    isMember = false;
    void control.apply({ type: "member_removed", roomId: "r", userId: "ana", reason: "kicked" });
  };
  const { rooms, attached } = await come({ atLast, isMember: () => isMember });
  expect(rooms).toEqual([]);
  expect(attached).toEqual([]);
});

test("a room that is let go of while it is looked at once more is opened anew", async () => {
  const { rooms, attached, opened } = await come({ atLast: (_, letGo) => letGo() });
  expect(opened).toBe(2);
  expect(rooms).toEqual([summary]);
  expect(attached).toEqual([10]);
});
