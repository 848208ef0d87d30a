import type { Room } from "../../src/protocol/rooms.ts";
import {
  fileForm,
  guest,
  type Identity,
  login,
  PASSWORD,
  Rest,
  register,
} from "../harness/rest.ts";
import { ADMIN } from "./http-server.ts";

/** Every kind of caller of the access table, beside a private room they differ in. */
export const CALLERS = [
  "nobody",
  "guest",
  "stranger",
  "member",
  "moderator",
  "owner",
  "kicked",
  "banned",
  "site_moderator",
  "site_admin",
] as const;
export type CallerName = (typeof CALLERS)[number];

export interface Scene {
  readonly rest: Rest;
  /** Access tokens; the last two are of the admin audience. */
  readonly tokens: Readonly<Record<CallerName, string | undefined>>;
  readonly ids: Readonly<Record<Exclude<CallerName, "nobody" | "site_moderator">, string>>;
  readonly room: Room;
  /** A message in the room, by the owner. */
  readonly seq: number;
  /** What that message carries. */
  readonly attachmentId: string;
}

export const adminToken = async (
  rest: Rest,
  credentials: { readonly username: string; readonly password: string } = ADMIN,
): Promise<string> => {
  const answer = await rest.ok<{ access_token: string }>("POST", "/api/admin/login", {
    body: credentials,
  });
  return answer.access_token;
};

/** A room of a kind with an owner, a moderator, a member, and people outside it. */
export const setScene = async (
  server: { readonly url: string },
  kind: "private" | "public",
  prefix = "",
): Promise<Scene> => {
  const rest = new Rest(server.url);
  const name = (who: string): string => `${prefix}${who}`;
  const owner = await register(rest, name("owner"));
  const moderator = await register(rest, name("moderator"));
  const member = await register(rest, name("member"));
  const kicked = await register(rest, name("kicked"));
  const banned = await register(rest, name("banned"));
  const stranger = await register(rest, name("stranger"));
  const visitor = await guest(rest, name("guest"));
  const siteModerator = await register(rest, name("site-mod"));
  const admin = await login(rest, ADMIN.username, ADMIN.password);
  const siteAdminToken = await adminToken(rest);

  const { token } = owner;
  const body = { name: name(`${kind} room`), kind };
  const { room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token, body });
  const path = `/api/rooms/${room.id}`;
  for (const { user, token: own } of [moderator, member, kicked, banned]) {
    if (kind === "public") await rest.ok("POST", `${path}/join`, { token: own });
    else await rest.ok("POST", `${path}/members`, { token, body: { user_id: user.id } });
  }
  const moderates = { token, body: { role: "moderator" } };
  await rest.ok("PATCH", `${path}/members/${moderator.user.id}`, moderates);
  await rest.ok("DELETE", `${path}/members/${kicked.user.id}`, { token });
  const { attachment } = await rest.ok<{ attachment: { id: string } }>("POST", "/api/uploads", {
    token,
    body: fileForm("notes.txt", "some notes"),
  });
  const { entry } = await rest.ok<{ entry: { seq: number } }>("POST", `${path}/messages`, {
    token,
    body: { content: "hello", attachments: [attachment.id] },
  });
  const asAdmin = { token: siteAdminToken };
  await rest.ok("PATCH", `/api/admin/users/${siteModerator.user.id}`, {
    ...asAdmin,
    body: { role: "moderator" },
  });
  await rest.ok("POST", "/api/admin/bans", { ...asAdmin, body: { user_id: banned.user.id } });

  return {
    rest,
    room,
    seq: entry.seq,
    attachmentId: attachment.id,
    tokens: {
      nobody: undefined,
      guest: visitor.token,
      stranger: stranger.token,
      member: member.token,
      moderator: moderator.token,
      owner: owner.token,
      kicked: kicked.token,
      banned: banned.token,
      site_moderator: await adminToken(rest, { username: name("site-mod"), password: PASSWORD }),
      site_admin: siteAdminToken,
    },
    ids: {
      guest: visitor.user.id,
      stranger: stranger.user.id,
      member: member.user.id,
      moderator: moderator.user.id,
      owner: owner.user.id,
      kicked: kicked.user.id,
      banned: banned.user.id,
      site_admin: admin.user.id,
    },
  };
};

/** Somebody new, with that role. */
export const moderatorOf = async (rest: Rest, token: string, name: string): Promise<Identity> => {
  const someone = await register(rest, name);
  const body = { role: "moderator" };
  await rest.ok("PATCH", `/api/admin/users/${someone.user.id}`, { token, body });
  return someone;
};

interface SignInAnswer {
  readonly access_token: string;
  readonly error?: {
    readonly code: string;
    readonly issues?: readonly { readonly path: string }[];
  };
}

export const signInAtDashboard = (rest: Rest, username: string, more: object = {}) =>
  rest.call<SignInAnswer>("POST", "/api/admin/login", {
    body: { username, password: PASSWORD, ...more },
  });
