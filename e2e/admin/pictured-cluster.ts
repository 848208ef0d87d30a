import type {
  AdminRoom,
  AdminUser,
  Ban,
  Client,
  Report,
} from "../../src/protocol/admin-entities.ts";
import type { RouteAnswer } from "../../src/protocol/rest/route.ts";
import type { ROUTES } from "../../src/protocol/rest/routes.ts";
import {
  type ServerIdentity,
  STATS_METRIC_NAMES,
  STATS_STEP_MS,
  type StatsEvent,
  type StatsMetric,
  type StatsPoint,
  type StatsTick,
  type StatsValues,
} from "../../src/protocol/stats.ts";

/** What is now in the pictures of the dashboard. */
export const NOW = Date.UTC(2026, 10, 28, 13, 2, 0);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const server = (server_id: string, runtime: ServerIdentity["runtime"], version: string) => ({
  server_id,
  runtime,
  runtime_version: version,
  version: "1.0.0",
  host: `${server_id}.example`,
  pid: 7,
  started_at: NOW - 50 * HOUR,
});
const SERVERS: readonly ServerIdentity[] = [
  server("bun-1", "bun", "1.3.1"),
  server("deno-1", "deno", "2.5.4"),
  server("node-1", "node", "24.11.0"),
];

const LEVELS: Readonly<Record<StatsMetric, number>> = {
  connections: 1_240,
  rooms: 310,
  messages_in_per_s: 96,
  messages_out_per_s: 2_870,
  bytes_in_per_s: 21_000,
  bytes_out_per_s: 640_000,
  entries_per_s: 88,
  commit_p50_ms: 3,
  commit_p99_ms: 11,
  ack_p50_ms: 5,
  ack_p99_ms: 19,
  fan_out: 30,
  append_queue: 2,
  paging_sockets: 1,
  stalled_sockets: 0,
  http_requests_per_s: 14,
  errors_per_s: 0.4,
  limits_hit_per_s: 0.2,
  cpu: 0.31,
  rss_bytes: 182_000_000,
  loop_lag_ms: 4,
  bus_delay_ms: 1.2,
  store_delay_ms: 2.4,
};

/** Some waves, the same for whoever looks. */
const valueAt = (metric: StatsMetric, place: number, at: number): number => {
  const seconds = at / 1_000;
  const phase = STATS_METRIC_NAMES.indexOf(metric) + 2 * place;
  const wave = 0.12 * Math.sin(seconds / 97 + phase) + 0.05 * Math.sin(seconds / 23 + 3 * phase);
  return Math.round(LEVELS[metric] * (1 + 0.15 * place + wave) * 1_000) / 1_000;
};
const IS_SUM: ReadonlySet<StatsMetric> = new Set(
  STATS_METRIC_NAMES.filter((name) => !/_ms$|fan_out/.test(name)),
);
const valuesOf = (scope: number | "total", at: number): StatsValues =>
  Object.fromEntries(
    STATS_METRIC_NAMES.map((metric) => {
      if (scope !== "total") return [metric, valueAt(metric, scope, at)];
      const each = SERVERS.map((_, place) => valueAt(metric, place, at));
      const sum = each.reduce((a, b) => a + b, 0);
      return [metric, IS_SUM.has(metric) ? Math.round(sum * 1_000) / 1_000 : Math.max(...each)];
    }),
  ) as StatsValues;

export const TICK: StatsTick = {
  at: NOW,
  servers: SERVERS.map((identity, place) => ({
    ...identity,
    state: place === 1 ? "draining" : "ok",
    last_seen_at: NOW,
    ...valuesOf(place, NOW),
    errors: {},
    limits_hit: {},
  })),
  total: {
    servers_up: 3,
    servers: 3,
    ...valuesOf("total", NOW),
    errors: {},
    limits_hit: {},
  },
  events: [],
};

const pointAt = (scope: number | "total", at: number): StatsPoint => ({
  at,
  ...(Object.fromEntries(
    Object.entries(valuesOf(scope, at)).map(([metric, value]) => [
      metric,
      { min: value, max: value, avg: value },
    ]),
  ) as Omit<StatsPoint, "at">),
});
/** deno-1 was away for two minutes, and heard once in between. */
const isAway = (place: number, at: number): boolean =>
  place === 1 && at > NOW - 8 * MINUTE && at < NOW - 6 * MINUTE && at !== NOW - 7 * MINUTE;

const pointsOf = (query: URLSearchParams): StatsPoint[] => {
  const id = query.get("server_id");
  const place = SERVERS.findIndex(({ server_id }) => server_id === id);
  const scope = id === null ? "total" : place;
  const points: StatsPoint[] = [];
  const end = Math.min(Number(query.get("to")), NOW);
  const begin = Math.ceil(Number(query.get("from")) / STATS_STEP_MS) * STATS_STEP_MS;
  for (let at = begin; at < end; at += STATS_STEP_MS) {
    if (!isAway(place, at)) points.push(pointAt(scope, at));
  }
  return points;
};

const EVENTS: readonly StatsEvent[] = [
  { id: "1", at: NOW - 12 * MINUTE, type: "deploy", server_id: "node-1", detail: "1.0.0" },
  { id: "2", at: NOW - 8 * MINUTE, type: "gap", server_id: "deno-1", until: NOW - 6 * MINUTE },
  { id: "3", at: NOW - 2 * MINUTE, type: "drain", server_id: "deno-1" },
];

const person = (place: number, display_name: string, username?: string): AdminUser => ({
  id: `0190aaaa-0000-7000-8000-00000000000${place}`,
  kind: username === undefined ? "guest" : "member",
  display_name,
  ...(username === undefined ? { number: 48_213 + place } : { username }),
  role: place === 0 ? "admin" : "user",
  created_at: NOW - (place + 1) * 31 * HOUR,
  disabled: place === 4,
  last_seen_at: NOW - place * 7 * MINUTE,
});
const PEOPLE: readonly AdminUser[] = [
  person(0, "Maya Lindqvist", "maya"),
  person(1, "Ana Sørensen", "ana"),
  person(2, "Jonas Weber", "jonas"),
  person(3, "عمر حداد", "omar"),
  person(4, "Priya Raman", "priya"),
  person(5, "Guest"),
  person(6, "A name that is as long as names may be, and so longer than a column"),
];

const room = (
  place: number,
  name: string,
  kind: AdminRoom["kind"],
  more: Partial<AdminRoom> = {},
): AdminRoom => ({
  id: `0190bbbb-0000-7000-8000-00000000000${place}`,
  name,
  kind,
  created_by: PEOPLE[0]?.id ?? "",
  created_at: NOW - (place + 2) * 40 * HOUR,
  members: 1_280 >> place,
  online: 310 >> place,
  last_seq: 48_200 >> place,
  last_active_at: NOW - place * place * 9 * MINUTE,
  messages_per_min: [214, 38, 6, 12, 0, 3, 0][place] ?? 0,
  spread: SERVERS.slice(0, [3, 3, 3, 2, 1, 2, 0][place]).map(({ server_id, runtime }, at) => ({
    server_id,
    runtime,
    connections: (330 >> place) >> at || 1,
  })),
  ...more,
});
const ROOMS: readonly AdminRoom[] = [
  room(0, "platform", "public", { topic: "Runtimes, releases, and what broke in between" }),
  room(1, "design-review", "public", { slow_mode_s: 30 }),
  room(2, "lobby", "public", { read_only: true }),
  room(3, "leads", "private"),
  room(4, "Ana Sørensen, Jonas Weber", "direct"),
  room(5, "standup", "ephemeral", { expires_at: NOW + 40 * MINUTE }),
  room(6, "a room whose name is as long as a room's name can be, or nearly so", "public"),
];

const AGENTS = [
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
];
const CLIENTS: readonly Client[] = PEOPLE.map(
  ({ disabled: _, last_seen_at: __, ...user }, place): Client => ({
    connection_id: `0190cccc-0000-7000-8000-00000000000${place}`,
    user,
    ip: place === 3 ? "2001:db8:85a3::8a2e:370:7334" : `192.0.2.${17 + place}`,
    user_agent: AGENTS[place % 3] ?? "",
    server_id: SERVERS[place % 3]?.server_id ?? "",
    runtime: SERVERS[place % 3]?.runtime ?? "node",
    connected_at: NOW - (7 - place) * 51 * MINUTE,
    rooms: 3 + place,
    buffered_bytes: place === 2 ? 1_400_000 : 0,
    frames_in_per_s: 0.2 * place,
    frames_out_per_s: 3.4 * place,
  }),
);

const BANS: readonly Ban[] = [
  {
    id: "0190dddd-0000-7000-8000-000000000001",
    ip: "192.0.2.0/24",
    reason: "Registers hundreds of accounts a day",
    created_by: PEOPLE[0]?.id ?? "",
    created_at: NOW - 3 * HOUR,
  },
  {
    id: "0190dddd-0000-7000-8000-000000000000",
    user_id: PEOPLE[4]?.id ?? "",
    user: { id: PEOPLE[4]?.id ?? "", display_name: "Priya Raman" },
    created_by: PEOPLE[0]?.id ?? "",
    created_at: NOW - 9 * HOUR,
    expires_at: NOW + 15 * HOUR,
  },
];

const REPORTS: readonly Report[] = [0, 1, 2].map((place) => ({
  id: `0190eeee-0000-7000-8000-00000000000${place}`,
  room_id: ROOMS[0]?.id ?? "",
  seq: 40 + place,
  reason: ["Spam: the third time this week", "Insults", "Not for work"][place] ?? "",
  reporter: PEOPLE[place + 1] ?? person(1, "Ana"),
  status: "open",
  created_at: NOW - (place + 1) * 26 * MINUTE,
  author: { id: PEOPLE[place]?.id ?? "", display_name: PEOPLE[place]?.display_name ?? "" },
  same_message: place === 0 ? 3 : 1,
}));

type Answer<Name extends keyof typeof ROUTES> = RouteAnswer<(typeof ROUTES)[Name]>;

/** What the server of the pictures answers at that address; undefined: there is no such thing. */
export const answerAt = ({ pathname, searchParams }: URL): unknown => {
  switch (pathname) {
    case "/api/admin/refresh":
      return { access_token: "pictured", expires_in: 600 } satisfies Answer<"adminRefresh">;
    case "/api/admin/me": {
      const [first] = PEOPLE;
      if (first === undefined) return undefined;
      const { disabled: _, last_seen_at: __, ...user } = first;
      return { user, role: "admin", totp: true } satisfies Answer<"adminMe">;
    }
    case "/api/stats":
      return { online: 3_100, rooms: 1_482, servers: 3 } satisfies Answer<"stats">;
    case "/api/admin/enforcements":
      return { enforcements: [] } satisfies Answer<"enforcements">;
    case "/api/admin/stats/history":
      return {
        step_ms: STATS_STEP_MS,
        points: pointsOf(searchParams),
      } satisfies Answer<"statsHistory">;
    case "/api/admin/stats/events":
      return { events: [...EVENTS] } satisfies Answer<"statsEvents">;
    case "/api/admin/stats/servers": {
      const last = Math.floor(Number(searchParams.get("to")) / STATS_STEP_MS - 1) * STATS_STEP_MS;
      return {
        total: pointAt("total", last),
        servers: SERVERS.map(({ server_id }, place) => ({ server_id, last: pointAt(place, last) })),
      } satisfies Answer<"statsServers">;
    }
    case "/api/admin/probes/slowest":
      return { trace: null } satisfies Answer<"slowestMessage">;
    case "/api/admin/rooms":
      return { rooms: [...ROOMS] } satisfies Answer<"adminRooms">;
    case "/api/admin/clients":
      return { clients: [...CLIENTS] } satisfies Answer<"clients">;
    case "/api/admin/users":
      return { users: [...PEOPLE] } satisfies Answer<"users">;
    case "/api/admin/bans":
      return { bans: [...BANS] } satisfies Answer<"bans">;
    case "/api/admin/reports":
      return { reports: [...REPORTS] } satisfies Answer<"reports">;
    default:
      return undefined;
  }
};
