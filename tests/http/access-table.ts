import type { RouteName } from "../../src/protocol/rest/routes.ts";
import { fileForm } from "../harness/rest.ts";
import { CALLERS, type CallerName, type Scene } from "./people.ts";

/** What a call needs to be well-formed, so that its status tells of access alone. */
interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
}

export interface AccessRow {
  readonly call: (scene: Scene) => Call;
  /** Status by caller, in the order of CALLERS. */
  readonly expected: Readonly<Record<CallerName, number>>;
}

/**
 * One line a row: nobody, guest, stranger, member, moderator, owner, kicked, banned, site moderator, site admin.
 * The last two hold tokens of the admin audience, the others of the chat.
 */
const statuses = (line: string): AccessRow["expected"] => {
  const columns = line.trim().split(/\s+/).map(Number);
  if (columns.length !== CALLERS.length) throw new Error(`not ${CALLERS.length} columns: ${line}`);
  const pairs = CALLERS.map((caller, index) => [caller, columns[index] ?? 0] as const);
  return Object.fromEntries(pairs) as Record<CallerName, number>;
};

const row = (line: string, call: AccessRow["call"] = () => ({})): AccessRow => ({
  call,
  expected: statuses(line),
});

const NOBODY_SUCH = "01900000-0000-7000-8000-000000000000";
const inRoom =
  (call: (scene: Scene) => Call = () => ({})) =>
  (scene: Scene): Call => {
    const { params, ...rest } = call(scene);
    return { params: { room_id: scene.room.id, ...params }, ...rest };
  };
const of = (id: string) => (): Call => ({ params: { id } });

//                        nobody guest strgr membr moder owner kickd bannd s-mod s-adm
const ANYONE_200 = "200   200   200   200   200   200   200   200   200   200";
const USERS_200 = "401   200   200   200   200   200   200   403   401   401";

/**
 * Every row of the route table, against a private room with members. What would undo the scene goes against
 * something that is not there: 404 then means that access was granted.
 */
export const ACCESS: Readonly<Record<RouteName, AccessRow>> = {
  health: row(ANYONE_200),
  ready: row(ANYONE_200),
  stats: row(ANYONE_200),

  // Anyone may try; that it was tried with nothing right is told by the status.
  register: row("400 400 400 400 400 400 400 400 400 400", () => ({ body: {} })),
  login: row("401 401 401 401 401 401 401 401 401 401", () => ({
    body: { username: "nobody-here", password: "wrong password" },
  })),
  guest: row("400 400 400 400 400 400 400 400 400 400", () => ({ body: { display_name: "" } })),
  refresh: row("401 401 401 401 401 401 401 401 401 401"),
  logout: row("400 400 400 400 400 400 400 400 400 400", () => ({ query: "?unknown=1" })),
  resetPassword: row("403 403 403 403 403 403 403 403 403 403", () => ({
    body: { username: "nobody-here", code: "x", new_password: "correct horse" },
  })),

  me: row(USERS_200),
  updateMe: row(USERS_200, () => ({ body: {} })),
  deleteMe: row("401 403 403 403 403 403 403 403 401 401", () => ({ body: { password: "wrong" } })),
  changePassword: row("401 403 403 403 403 403 403 403 401 401", () => ({
    body: { current_password: "wrong", new_password: "correct horse" },
  })),
  sessions: row(USERS_200),
  endSession: row("401 404 404 404 404 404 404 403 401 401", of(NOBODY_SUCH)),
  upgradeGuest: row("401 409 403 403 403 403 403 403 401 401", () => ({
    body: { username: "owner", password: "correct horse" },
  })),
  block: row("401 404 404 404 404 404 404 403 401 401", of(NOBODY_SUCH)),
  unblock: row("401 204 204 204 204 204 204 403 401 401", of(NOBODY_SUCH)),
  blocked: row(USERS_200),
  searchUsers: row(USERS_200, () => ({ query: "?q=own" })),

  // A name too long for an ephemeral room: access was granted.
  createRoom: row("401 400 400 400 400 400 400 403 401 401", () => ({
    body: { name: "x".repeat(17), kind: "ephemeral" },
  })),
  openDirectRoom: row("401 403 404 404 404 404 404 403 401 401", () => ({
    body: { user_id: NOBODY_SUCH },
  })),
  rooms: row(USERS_200),
  discoverRooms: row(USERS_200),
  room: row("401 404 404 200 200 200 404 403 401 401", inRoom()),
  updateRoom: row(
    "401 404 404 403 200 200 404 403 401 401",
    inRoom(() => ({ body: {} })),
  ),
  deleteRoom: row("401 404 404 404 404 404 404 403 401 401", () => ({
    params: { room_id: NOBODY_SUCH },
  })),
  joinRoom: row("401 404 404 200 200 200 404 403 401 401", inRoom()),
  leaveRoom: row("401 404 404 404 404 404 404 403 401 401", () => ({
    params: { room_id: NOBODY_SUCH },
  })),
  updateMyMembership: row(
    "401 404 404 200 200 200 404 403 401 401",
    inRoom(() => ({ body: {} })),
  ),
  members: row("401 404 404 200 200 200 404 403 401 401", inRoom()),
  addMember: row(
    "401 404 404 404 404 404 404 403 401 401",
    inRoom(() => ({ body: { user_id: NOBODY_SUCH } })),
  ),
  updateMember: row(
    "401 404 404 403 403 404 404 403 401 401",
    inRoom(() => ({ params: { user_id: NOBODY_SUCH }, body: { role: "member" } })),
  ),
  kickMember: row(
    "401 404 404 403 404 404 404 403 401 401",
    inRoom(() => ({ params: { user_id: NOBODY_SUCH } })),
  ),
  createInvite: row(
    "401 404 404 201 201 201 404 403 401 401",
    inRoom(() => ({ body: {} })),
  ),
  invites: row("401 404 404 403 200 200 404 403 401 401", inRoom()),
  revokeInvite: row(
    "401 404 404 403 404 404 404 403 401 401",
    inRoom(() => ({ params: { code: "nothing" } })),
  ),
  inviteCard: row("404 404 404 404 404 404 404 404 404 404", () => ({
    params: { code: "nothing" },
  })),
  acceptInvite: row("401 403 404 404 404 404 404 403 401 401", () => ({
    params: { code: "nothing" },
  })),

  messages: row("401 404 404 200 200 200 404 403 401 401", inRoom()),
  reactors: row(
    "401 404 404 200 200 200 404 403 401 401",
    inRoom(({ seq }) => ({ query: `?seq=${seq}&emoji=x` })),
  ),
  entries: row("401 404 404 200 200 200 404 403 401 401", inRoom()),
  postMessage: row(
    "401 404 404 201 201 201 404 403 401 401",
    inRoom(() => ({ body: { content: "hello" } })),
  ),
  markRead: row(
    "401 404 404 200 200 200 404 403 401 401",
    inRoom(() => ({ body: { seq: 0 } })),
  ),
  search: row("401 404 404 200 200 200 404 403 401 401", ({ room }) => ({
    query: `?q=hello&room_id=${room.id}`,
  })),
  upload: row("401 201 201 201 201 201 201 403 401 401", () => ({
    body: fileForm("notes.txt", "some notes"),
  })),
  attachment: row("401 404 404 200 200 200 404 403 401 401", ({ attachmentId }) => ({
    params: { id: attachmentId },
  })),
  report: row("401 404 404 201 201 201 404 403 401 401", ({ room, seq }) => ({
    body: { room_id: room.id, seq, reason: "spam" },
  })),

  adminLogin: row("401 401 401 401 401 401 401 401 401 401", () => ({
    body: { username: "nobody-here", password: "wrong password" },
  })),
  adminRefresh: row("401 401 401 401 401 401 401 401 401 401"),
  adminLogout: row("400 400 400 400 400 400 400 400 400 400", () => ({ query: "?unknown=1" })),
  servers: row("401 401 401 401 401 401 401 401 403 200"),
  drainServer: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { server_id: "no-such-server" },
  })),
  drain: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { server_id: "no-such-server" },
  })),
  abortDrain: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { server_id: "no-such-server" },
  })),
  announce: row("401 401 401 401 401 401 401 401 403 201", () => ({ body: { text: "hello" } })),
  notices: row(USERS_200),
  announcements: row("401 401 401 401 401 401 401 401 403 200"),
  previewAnnouncement: row("401 401 401 401 401 401 401 401 403 200", () => ({ body: {} })),
  updateAnnouncement: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { id: NOBODY_SUCH },
    body: { text: "hello" },
  })),
  withdrawAnnouncement: row("401 401 401 401 401 401 401 401 403 404", of(NOBODY_SUCH)),
  roomRules: row("401 401 401 401 401 401 401 401 403 200", inRoom()),
  setRoomRules: row(
    "401 401 401 401 401 401 401 401 403 200",
    inRoom(() => ({ body: {} })),
  ),
  previewWordFilter: row(
    "401 401 401 401 401 401 401 401 403 200",
    inRoom(() => ({ body: { word_filter: ["spam"] } })),
  ),
  announceInRoom: row(
    "401 401 401 401 401 401 401 401 403 201",
    inRoom(() => ({ body: { text: "hello" } })),
  ),
  clients: row("401 401 401 401 401 401 401 401 403 200"),
  client: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { connection_id: NOBODY_SUCH },
  })),
  disconnectClient: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { connection_id: NOBODY_SUCH },
  })),
  disconnectClients: row("401 401 401 401 401 401 401 401 403 200", () => ({
    body: { connection_ids: [NOBODY_SUCH] },
  })),
  users: row("401 401 401 401 401 401 401 401 403 200"),
  user: row("401 401 401 401 401 401 401 401 403 404", of(NOBODY_SUCH)),
  updateUser: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { id: NOBODY_SUCH },
    body: { disabled: true },
  })),
  resetCode: row("401 401 401 401 401 401 401 401 403 404", of(NOBODY_SUCH)),
  bans: row("401 401 401 401 401 401 401 401 200 200"),
  createBan: row("401 401 401 401 401 401 401 401 404 404", () => ({
    body: { user_id: NOBODY_SUCH },
  })),
  previewBan: row("401 401 401 401 401 401 401 401 404 404", () => ({
    body: { user_id: NOBODY_SUCH },
  })),
  enforcements: row("401 401 401 401 401 401 401 401 200 200"),
  enforcement: row("401 401 401 401 401 401 401 401 404 404", of(NOBODY_SUCH)),
  liftBan: row("401 401 401 401 401 401 401 401 404 404", of(NOBODY_SUCH)),
  reports: row("401 401 401 401 401 401 401 401 200 200"),
  reportDetail: row("401 401 401 401 401 401 401 401 404 404", of(NOBODY_SUCH)),
  updateReport: row("401 401 401 401 401 401 401 401 404 404", () => ({
    params: { id: NOBODY_SUCH },
    body: { status: "resolved" },
  })),
  bootstrap: row("403 403 403 403 403 403 403 403 403 403", () => ({
    body: { token: "wrong", username: "nobody-here", password: "correct horse" },
  })),
  adminMe: row("401 401 401 401 401 401 401 401 200 200"),
  // Nothing is confirmed, so there is nothing to take away; the secrets that are made here count for nothing.
  enrolTotp: row("401 401 401 401 401 401 401 401 200 200"),
  confirmTotp: row("401 401 401 401 401 401 401 401 403 403", () => ({
    body: { code: "000000" },
  })),
  removeTotp: row("401 401 401 401 401 401 401 401 409 409", () => ({ body: { code: "000000" } })),
  userTotp: row("401 401 401 401 401 401 401 401 403 404", of(NOBODY_SUCH)),
  removeUserTotp: row("401 401 401 401 401 401 401 401 403 404", of(NOBODY_SUCH)),
  adminRooms: row("401 401 401 401 401 401 401 401 403 200"),
  adminRoom: row("401 401 401 401 401 401 401 401 403 200", inRoom()),
  adminRoomMembers: row("401 401 401 401 401 401 401 401 403 200", inRoom()),
  adminRoomMessages: row("401 401 401 401 401 401 401 401 403 200", inRoom()),
  audit: row("401 401 401 401 401 401 401 401 403 200"),
  auditExport: row("401 401 401 401 401 401 401 401 403 200"),
  deleteAnyRoom: row("401 401 401 401 401 401 401 401 403 404", () => ({
    params: { room_id: NOBODY_SUCH },
  })),
  settings: row("401 401 401 401 401 401 401 401 403 200"),
  simulateLimits: row("401 401 401 401 401 401 401 401 403 400", () => ({ body: {} })),
  putSettings: row("401 401 401 401 401 401 401 401 403 400", () => ({ body: {} })),
  statsLive: row("401 401 401 401 401 401 401 401 403 200"),
  statsHistory: row("401 401 401 401 401 401 401 401 403 200"),
  statsEvents: row("401 401 401 401 401 401 401 401 403 200"),
  statsServers: row("401 401 401 401 401 401 401 401 403 200"),
  createProbe: row("401 401 401 401 401 401 401 401 403 404", () => ({
    body: { from_server_id: "no-such-server", to_server_id: "no-such-server" },
  })),
  clusterHealth: row("401 401 401 401 401 401 401 401 403 200"),
  slowestMessage: row("401 401 401 401 401 401 401 401 403 200"),
};
