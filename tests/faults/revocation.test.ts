import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { ChatClient } from "../harness/chat-client.ts";
import { check } from "../harness/checker/check.ts";
import { History } from "../harness/history.ts";
import { inTime } from "../harness/in-time.ts";
import {
  ADMIN,
  adminToken,
  type Identity,
  login,
  PASSWORD,
  Rest,
  register,
} from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { readRoom } from "../harness/stored-room.ts";
import { until } from "../harness/wait.ts";

/** PROTOCOL §4, 5. */
const WITHIN_S = 1;

describe.each(RUNTIMES)("revocation reaches live sockets within a second on %s", (runtime) => {
  let server: ServerProcess;
  let rest: Rest;
  let count = 0;

  beforeAll(async () => {
    server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off", ...ADMIN } });
    rest = new Rest(server.url);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** An owner who talks all the time, and someone in the same room to be shown out. */
  const scene = async () => {
    const history = new History();
    const number = ++count;
    const [owner, target] = await Promise.all(
      ["owner", "target"].map((name) => register(rest, `${name}-${number}`)),
    );
    if (owner === undefined || target === undefined) throw new Error("nobody came");
    const speaker = await new ChatClient(server.wsUrl, owner, history).connect();
    const listener = await new ChatClient(server.wsUrl, target, history).connect();
    const fields = { name: `room ${number}`, kind: "public" } as const;
    const { room } = await speaker.expect("room_created", "create_room", fields);
    await listener.expect("room_joined", "join_room", { room_id: room.id });
    let said = 0;
    const talk = setInterval(() => speaker.send(room.id, `c${++said}`, `line ${said}`), 10);
    /** The answer to what revokes has come: from now on the second counts. */
    const revoked = (onlyRoom: boolean): void =>
      history.record({
        kind: "revoked",
        user: target.user.id,
        ...(onlyRoom ? { room: room.id } : {}),
      });
    const end = async (): Promise<void> => {
      const heard = said;
      await until("the talk goes on", () => said > heard + 120);
      clearInterval(talk);
      await until("all answered", () => speaker.outbox.size === 0);
      const stored = await readRoom(rest, owner.token, room.id);
      await Promise.all([speaker.stop(), listener.stop()]);
      expect(check({ history: history.observations, stored: [stored], settled: [] })).toEqual([]);
    };
    return { owner, target, speaker, listener, room: room.id, revoked, end };
  };

  const closesWith = async (
    client: ChatClient,
    code: number,
    act: () => Promise<unknown>,
    revoked: (onlyRoom: boolean) => void,
  ): Promise<void> => {
    await act();
    revoked(false);
    await inTime("closed", WITHIN_S, [server.url], () => client.closes.length > 0);
    expect(client.closes).toEqual([code]);
  };
  const asAdmin = async (method: string, path: string, body: object): Promise<void> => {
    await rest.ok(method, path, { token: await adminToken(rest), body });
  };
  const refused = async ({ token }: Identity, status: number): Promise<void> => {
    expect((await rest.call("GET", "/api/auth/me", { token })).status).toBe(status);
  };

  test.concurrent("logout", async () => {
    const { target, listener, revoked, end } = await scene();
    const { cookie } = target;
    const act = () => rest.ok("POST", "/api/auth/logout", { cookie });
    await closesWith(listener, CLOSE.unauthenticated, act, revoked);
    await refused(target, 401);
    await end();
  });

  test.concurrent("a password changed elsewhere", async () => {
    const { target, listener, revoked, end } = await scene();
    const elsewhere = await login(rest, target.user.username ?? "");
    const body = { current_password: PASSWORD, new_password: `${PASSWORD} 2` };
    const act = () => rest.ok("POST", "/api/auth/password", { token: elsewhere.token, body });
    await closesWith(listener, CLOSE.unauthenticated, act, revoked);
    await refused(target, 401);
    await refused(elsewhere, 200);
    await end();
  });

  test.concurrent("a session ended from another device", async () => {
    const { target, listener, revoked, end } = await scene();
    const { token } = await login(rest, target.user.username ?? "");
    const { sessions } = await rest.ok<{ sessions: { id: string; current: boolean }[] }>(
      "GET",
      "/api/auth/sessions",
      { token },
    );
    const other = sessions.find((session) => !session.current)?.id;
    const act = () => rest.ok("DELETE", `/api/auth/sessions/${other}`, { token });
    await closesWith(listener, CLOSE.unauthenticated, act, revoked);
    await end();
  });

  test.concurrent("a ban", async () => {
    const { target, listener, revoked, end } = await scene();
    const act = () => asAdmin("POST", "/api/admin/bans", { user_id: target.user.id });
    await closesWith(listener, CLOSE.banned, act, revoked);
    await refused(target, 403);
    await end();
  });

  test.concurrent("an account disabled", async () => {
    const { target, listener, revoked, end } = await scene();
    const act = () => asAdmin("PATCH", `/api/admin/users/${target.user.id}`, { disabled: true });
    await closesWith(listener, CLOSE.banned, act, revoked);
    await refused(target, 403);
    await end();
  });

  test.concurrent("a kick ends the room on the socket, and nothing else", async () => {
    const { owner, target, listener, room, revoked, end } = await scene();
    const { token } = owner;
    await rest.ok("DELETE", `/api/rooms/${room}/members/${target.user.id}`, { token });
    revoked(true);
    await inTime("room_removed", WITHIN_S, [server.url], () => !listener.cursors.has(room));
    const answer = await listener.request("send_message", { room_id: room, content: "still here" });
    expect(answer).toMatchObject({ event: "error", code: "forbidden" });
    expect(listener.closes).toEqual([]);
    await end();
  });
});
