import { expect, test } from "vitest";
import { CLOSE } from "../../src/protocol/errors.ts";
import { adminToken, PASSWORD } from "../harness/rest.ts";
import type { Person, SetStage, Stage } from "./stage.ts";

interface Revocation {
  readonly name: string;
  readonly code: number;
  revoke(stage: Stage, who: Person): Promise<unknown>;
  /** What the token is worth afterwards. */
  readonly status: 401 | 403;
}

const REVOCATIONS: readonly Revocation[] = [
  {
    name: "logout by cookie",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: (stage, { identity }) =>
      stage.rest().ok("POST", "/api/auth/logout", { cookie: identity.cookie }),
  },
  {
    name: "logout by token",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: (stage, { token }) => stage.rest().ok("POST", "/api/auth/logout", { token }),
  },
  {
    name: "a password changed elsewhere",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: async (stage, { identity }) => {
      const { token } = await stage.again(identity);
      const body = { current_password: PASSWORD, new_password: `${PASSWORD} 2` };
      await stage.rest().ok("POST", "/api/auth/password", { token, body });
    },
  },
  {
    name: "a password reset",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: async (stage, { identity: { user } }) => {
      const { code } = await stage.admin<{ code: string }>("POST", `/users/${user.id}/reset_code`);
      const body = { username: user.username, code, new_password: `${PASSWORD} 2` };
      await stage.rest().ok("POST", "/api/auth/reset", { body });
    },
  },
  {
    name: "the session ended from another",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: async (stage, { identity }) => {
      const { token } = await stage.again(identity);
      const { sessions } = await stage
        .rest()
        .ok<{ sessions: { id: string; current: boolean }[] }>("GET", "/api/auth/sessions", {
          token,
        });
      const other = sessions.find(({ current }) => !current);
      await stage.rest().ok("DELETE", `/api/auth/sessions/${other?.id}`, { token });
    },
  },
  {
    name: "the account deleted",
    code: CLOSE.unauthenticated,
    status: 401,
    revoke: (stage, { token }) =>
      stage.rest().ok("DELETE", "/api/auth/me", { token, body: { password: PASSWORD } }),
  },
  {
    name: "a ban",
    code: CLOSE.banned,
    status: 403,
    revoke: (stage, { id }) => stage.admin("POST", "/bans", { user_id: id }),
  },
  {
    name: "an account disabled",
    code: CLOSE.banned,
    status: 403,
    revoke: (stage, { id }) => stage.admin("PATCH", `/users/${id}`, { disabled: true }),
  },
];

/** PROTOCOL §2 close codes, §4 MUST 5. */
export const revocationCases = (set: SetStage): void => {
  test.each(REVOCATIONS)(
    "$name closes the socket within a second, and nothing more is accepted",
    async ({ code, status, revoke }) => {
      await using stage = set();
      const [ada, ben] = await stage.people("ada", "ben");
      const phone = await stage.connect(ben.identity);
      const room = await stage.room("public", ada, ben);
      await revoke(stage, ben);
      for (const { socket } of [ben, phone]) expect(await socket.shutOut()).toBe(code);
      const before = await stage.entries(room.id, ada);
      // The token opens nothing any more, neither here nor there.
      const stranger = await stage.dial();
      stranger.send({ action: "authenticate", token: ben.token });
      expect(await stranger.closed()).toBe(code);
      const path = `/api/rooms/${room.id}/messages`;
      const body = { content: "still here" };
      const answer = await stage.rest().call("POST", path, { token: ben.token, body });
      expect(answer.status).toBe(status);
      expect(await stage.entries(room.id, ada)).toEqual(before);
      // Nobody else was touched.
      await ada.socket.fence();
      expect(ada.socket.code).toBeUndefined();
    },
  );

  test("another session of the same user goes on", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const laptop = await stage.connect(await stage.again(ada.identity));
    await stage.rest().ok("POST", "/api/auth/logout", { token: ada.token });
    expect(await ada.socket.shutOut()).toBe(CLOSE.unauthenticated);
    await laptop.socket.fence();
    expect(laptop.socket.code).toBeUndefined();
  });

  test("after a renewal it is the new token's session that counts", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const next = await stage.again(ada.identity);
    await ada.socket.do("authenticate", { token: next.token }, "authenticated");
    await stage.rest().ok("POST", "/api/auth/logout", { token: ada.token });
    await ada.socket.fence();
    expect(ada.socket.code).toBeUndefined();
    await stage.rest().ok("POST", "/api/auth/logout", { token: next.token });
    expect(await ada.socket.shutOut()).toBe(CLOSE.unauthenticated);
  });

  test("changing one's own password keeps this session", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const body = { current_password: PASSWORD, new_password: `${PASSWORD} 2` };
    await stage.rest().ok("POST", "/api/auth/password", { token: ada.token, body });
    await ada.socket.fence();
    expect(ada.socket.code).toBeUndefined();
  });

  test("a ban leaves memberships: lifted, everything is as before", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("private", ada, ben);
    const { ban } = await stage.admin<{ ban: { id: string } }>("POST", "/bans", {
      user_id: ben.id,
    });
    expect(await ben.socket.shutOut()).toBe(CLOSE.banned);
    const { seq } = await stage.say(ada, room.id, "meanwhile");
    await stage.admin("DELETE", `/bans/${ban.id}`);
    const back = await stage.connect(ben.identity, { cursors: { [room.id]: 1 } });
    await back.socket.next("message", { seq });
    await stage.say(back, room.id, "back");
  });

  test("a ban of a range of addresses closes who comes from there", async () => {
    await using stage = set();
    const ben = await stage.account("ben");
    const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
    const inside = await stage.connect(ben, from("198.51.100.7"));
    const outside = await stage.connect(ben, from("198.51.101.7"));
    const token = await adminToken(stage.rest());
    // It has five seconds to say who it is.
    const silent = await stage.dial(from("198.51.100.8"));
    await stage.rest().ok("POST", "/api/admin/bans", { token, body: { ip: "198.51.100.0/24" } });
    expect(await inside.socket.shutOut()).toBe(CLOSE.banned);
    silent.send({ action: "authenticate", token: ben.token });
    expect(await silent.closed()).toBe(CLOSE.banned);
    await outside.socket.fence();
    expect(outside.socket.code).toBeUndefined();
  });

  test("an admin who disconnects a client closes that one with 3502", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const phone = await stage.connect(ada.identity);
    await stage.admin("DELETE", `/clients/${phone.welcome.connection_id}`);
    expect(await phone.socket.shutOut()).toBe(CLOSE.disconnectedByAdmin);
    await ada.socket.fence();
    expect(ada.socket.code).toBeUndefined();
    await stage.connect(ada.identity);
  });

  test("nothing of a kicked member is stored once the kick was answered, however much is on its way", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const refs = Array.from({ length: 300 }, (_, i) =>
      ben.socket.sendRef({ action: "send_message", room_id: room.id, content: `${i}` }),
    );
    const path = `/api/rooms/${room.id}/members/${ben.id}`;
    await stage.rest().ok("DELETE", path, { token: ada.token });
    const late = ben.socket.sendRef({ action: "send_message", room_id: room.id, content: "late" });
    expect(await ben.socket.answer(late)).toMatchObject({ event: "error", code: "forbidden" });
    const answers = await Promise.all(refs.map((ref) => ben.socket.answer(ref)));
    const log = await stage.entries(room.id, ada);
    const kicked = log.findIndex((entry) => entry.event === "member" && entry.change === "kicked");
    expect(log.slice(kicked).filter(({ sender }) => sender.id === ben.id)).toEqual([]);
    const stored = log.filter((entry) => entry.event === "message").map(({ seq }) => seq);
    expect(answers.flatMap((answer) => (answer.event === "ack" ? [answer.seq] : []))).toEqual(
      stored,
    );
    for (const answer of answers) {
      if (answer.event !== "ack") expect(answer).toMatchObject({ code: "forbidden" });
    }
    await ben.socket.next("room_removed", { room_id: room.id });
  });
};
