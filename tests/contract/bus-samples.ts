import type {
  AnswerTo,
  Command,
  PublishedEntry,
  Question,
  QuestionType,
  Signal,
} from "../../src/ports/bus.ts";
import type { Client } from "../../src/protocol/admin-entities.ts";
import { CLOSE } from "../../src/protocol/errors.ts";
import { DEFAULT_SETTINGS } from "../../src/protocol/settings.ts";
import type { User } from "../../src/protocol/users.ts";

/** Lines, quotes and what is outside the BMP: payloads are split and encoded on their way. */
const AWKWARD = 'line\nline\r\n\t"quoted" \\ \u2028 é 🦊 E x\n1 1\n{"event":"message"}';

/** Messages of a room in which there is nothing else. */
export const publishedEntries = (roomId: string, from: number, count: number): PublishedEntry[] =>
  Array.from({ length: count }, (_, i) => {
    const seq = from + i;
    const entry = { event: "message", room_id: roomId, seq, n: seq, content: `${seq} ${AWKWARD}` };
    return { seq, n: seq, json: JSON.stringify(entry) };
  });

const user: User = {
  id: "u",
  kind: "guest",
  display_name: AWKWARD.slice(0, 4),
  number: 10_000,
  role: "user",
  created_at: 1,
};

export const everyCommand: readonly Command[] = [
  { type: "sessions_ended", sessionIds: ["s1", "s2"] },
  { type: "user_closed", userId: "u", code: CLOSE.banned },
  { type: "bans_changed" },
  { type: "connection_closed", connectionId: "c" },
  { type: "connections_closed", connectionIds: ["c", "d"] },
  { type: "member_added", roomId: "r", userId: "u" },
  { type: "member_removed", roomId: "r", userId: "u", reason: "single_room" },
  { type: "role_changed", roomId: "r", userId: "u" },
  { type: "room_changed", roomId: "r" },
  { type: "room_deleted", roomId: "r" },
  { type: "user_updated", user },
  { type: "settings_changed", settings: { ...DEFAULT_SETTINGS, single_room: true } },
  { type: "announcements_changed" },
  { type: "room_rules_changed", roomId: "r" },
  { type: "drain", serverId: "s" },
  { type: "drain", serverId: "s", clientsPerS: 50 },
  { type: "drain_aborted", serverId: "s" },
];

export const everySignal: readonly Signal[] = [
  {
    to: "room",
    roomId: "r",
    event: { event: "typing", room_id: "r", user_id: "u", display_name: "Anna", on: true },
    exceptUser: "u",
  },
  { to: "room", roomId: "r", event: { event: "room_deleted", room_id: "r" } },
  { to: "user", userId: "u", event: { event: "read", room_id: "r", seq: 3, n: 2 }, except: "c" },
  { to: "user", userId: "u", event: { event: "room_removed", room_id: "r", reason: "kicked" } },
  { to: "user", userId: "u", event: { event: "user_updated", user } },
];

export const everyQuestion: readonly Question<"connections">[] = [
  { type: "connections", filter: { limit: 101 } },
  { type: "connections", filter: { connectionId: "c", limit: 1 } },
  {
    type: "connections",
    filter: { order: { sort: "buffered", descending: true }, cursor: "c 12", limit: 51 },
  },
  {
    type: "connections",
    filter: { query: AWKWARD, roomId: "r", serverId: "s", cursor: "c", limit: 51 },
  },
];

export const aClient = (connectionId: string): Client => ({
  connection_id: connectionId,
  user,
  ip: "::1",
  user_agent: AWKWARD,
  server_id: "s",
  connected_at: 1,
  rooms: 2,
  buffered_bytes: 3,
});

export const everyKindOfQuestion: readonly Question[] = [
  { type: "connections", filter: { limit: 1 } },
  { type: "census", range: "10.0.0.0/8" },
  { type: "reach", audience: { to: "room", room_id: "r" } },
  { type: "room_activity" },
  { type: "room_activity", roomIds: ["r", "q"] },
  { type: "enforcements" },
  { type: "drain", serverId: "s" },
  { type: "arrivals", sessionIds: ["a", "b"], since: 7 },
];

export const someAnswers: { readonly [T in QuestionType]: AnswerTo<T> } = {
  connections: [aClient("c")],
  census: {
    connections: 3,
    matching: 2,
    users: [{ user_id: "u", ips: ["10.0.0.1"], connections: 2 }],
  },
  reach: 7,
  room_activity: {
    server_id: "s",
    runtime: "bun",
    rooms: [{ room_id: "r", messages: 3, connections: 2 }],
  },
  enforcements: [
    {
      id: "e",
      server_id: "s",
      action: "ban.create",
      target: "u",
      state: "trying",
      started_at: 1,
      confirmed: 1,
      servers: 2,
      pending: ["t"],
      attempts: 3,
      ms: 2_000.5,
    },
  ],
  drain: {
    state: "draining",
    clients_per_s: 500,
    total: 10,
    left: 3,
    gone: 1,
    moved: 6,
    returning: 2,
    resumed: 3,
    failed: 1,
    eta_ms: 6,
    started_at: 1,
  },
  arrivals: [{ session_id: "a", gapless: 1, gappy: 0 }],
};
