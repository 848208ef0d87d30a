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

/** A connection that authenticates; `meanwhile` happens each time after its rooms were read and before they are told. */
const come = async (
  meanwhile: (room: LiveRoom, control: Control) => void,
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
  const view = { room: { id: "r", kind: "public" }, membership: { role: "member" }, tip: TIP };
  const context = {
    authenticator: {
      authenticate: async () => ({ caller: { user } as unknown as Caller, expiresAt: 600_000 }),
    },
    sessions: new Sessions(),
    presence: { connect: () => {}, isOnline: () => true, online: () => 1 },
    store: { rooms: { membershipViews: async () => [view as unknown as MembershipView] } },
    views: {
      summaries: async () => {
        meanwhile(room, control);
        return [summary];
      },
    },
    hub: {
      open: () => room,
      isLive: () => true,
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
  return { rooms: first?.event === "authenticated" ? first.rooms : [], rest, attached };
};

const rename = (room: LiveRoom): void => {
  const { seq, n } = room.accepted;
  const json = JSON.stringify({ event: "room", room_id: "r", seq: seq + 1, n, name: `${seq}` });
  room.deliver([{ seq: seq + 1, n, json }]);
};

test("in a room that never stands still it begins where its summary ends", async () => {
  const { rooms, attached } = await come(rename);
  expect(rooms).toEqual([summary]);
  expect(attached).toEqual([10]);
});

test("a cursor is gone on from, whatever came since the summary", async () => {
  const { rooms, attached } = await come(rename, { r: 4 });
  expect(rooms).toEqual([summary]);
  expect(attached).toEqual([4]);
});

test("a cursor that can't be continued from begins where the summary ends", async () => {
  const { rest, attached } = await come(rename, { r: 99 });
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
  const { rest } = await come(readTo(9, 7));
  expect(rest).toEqual([{ event: "read", room_id: "r", seq: 9, n: 7 }]);
});

test("unless they say it already", async () => {
  const { rest } = await come(readTo(7, 6));
  expect(rest).toEqual([]);
});
