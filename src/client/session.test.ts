import { describe, expect, it } from "vitest";
import { user as ana } from "../../tests/client/support/fake-server.ts";
import { ManualClock, settle } from "../../tests/client/support/manual-clock.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { User } from "../protocol/users.ts";
import { RestClient } from "./rest-client.ts";
import { Session } from "./session.ts";

/** A server that gives out t1, t2, …; `refresh` decides what the cookie is good for. */
const setUp = (refresh: () => User | number) => {
  const clock = new ManualClock();
  let tokens = 0;
  let refreshes = 0;
  const answer = (status: number, user: User) =>
    new Response(JSON.stringify({ user, access_token: `t${++tokens}`, expires_in: 600 }), {
      status,
    });
  const rest = new RestClient({
    url: "",
    clock,
    fetch: async (path) => {
      if (path.endsWith("/login")) return answer(200, ana);
      if (path.endsWith("/logout")) return new Response(null, { status: 204 });
      refreshes++;
      await settle();
      const outcome = refresh();
      if (typeof outcome !== "number") return answer(200, outcome);
      return new Response("{}", { status: outcome });
    },
  });
  const session = new Session(rest, clock);
  const users: (string | undefined)[] = [];
  session.on("user", (user) => users.push(user?.id));
  return { session, clock, users, refreshes: () => refreshes };
};

const credentials = { username: "ana", password: "correct horse" };

describe("session", () => {
  it("uses a token until shortly before its end, then one refresh for all", async () => {
    const { session, clock, refreshes } = setUp(() => ana);
    await session.login(credentials);
    await clock.advance(554_000);
    expect(await session.accessToken()).toBe("t1");
    await clock.advance(2_000);
    const three = [session.accessToken(), session.accessToken(), session.renew("t1")];
    expect(await Promise.all(three)).toEqual(["t2", "t2", "t2"]);
    expect(await session.renew("t1")).toBe("t2");
    expect(refreshes()).toBe(1);
  });

  it("asks again for an answer that was lost while the cookie before is still good", async () => {
    const clock = new ManualClock();
    const askedAt: number[] = [];
    const rest = new RestClient({
      url: "",
      clock,
      fetch: async (_, init) => {
        askedAt.push(clock.now());
        if (askedAt.length > 1) {
          return Response.json({ user: ana, access_token: "t2", expires_in: 600 });
        }
        return new Promise((_, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        });
      },
    });
    const session = new Session(rest, clock);
    const resumed = session.resume();
    await clock.advance(LIMITS.refreshGraceMs / 2);
    expect(await resumed).toEqual(ana);
    expect(askedAt).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });

  it("lives on what is left of its token while the server is away, then waits for it", async () => {
    const { session, clock, users } = setUp(() => 503);
    await session.login(credentials);
    await clock.advance(580_000);
    expect(await session.accessToken()).toBe("t1");
    await clock.advance(30_000);
    await expect(session.accessToken()).rejects.toMatchObject({ code: "unavailable" });
    expect(session.user).toEqual(ana);
    expect(users).toEqual(["u1"]);
  });

  it("ends when its cookie has, by whatever asked for it", async () => {
    for (const status of [401, 403]) {
      const { session, users } = setUp(() => status);
      await session.login(credentials);
      expect(await session.renew("t1")).toBeUndefined();
      expect(session.user).toBeUndefined();
      expect(await session.accessToken()).toBeUndefined();
      expect(users).toEqual(["u1", undefined]);
    }
  });

  it("says so when the cookie has become another one's", async () => {
    const { session, users } = setUp(() => ({ ...ana, id: "u2" }));
    await session.login(credentials);
    await session.renew("t1");
    expect(users).toEqual(["u1", "u2"]);
  });

  it("takes a presumed user's token from the question that was asked before", async () => {
    const { session, users, refreshes } = setUp(() => ana);
    const asked = session.resume();
    session.presume(ana);
    expect(await session.accessToken()).toBe("t1");
    expect(await asked).toEqual(ana);
    expect(refreshes()).toBe(1);
    expect(users).toEqual(["u1"]);
  });

  it("believes the server more than what was presumed, when it was asked before too", async () => {
    for (const [answer, then] of [
      [401, undefined],
      [{ ...ana, id: "u2" }, "u2"],
    ] as const) {
      const { session, users } = setUp(() => answer);
      const asked = session.resume();
      session.presume(ana);
      await asked;
      expect(users).toEqual(["u1", then]);
    }
  });

  it("stays signed out when a refresh comes back after the logout", async () => {
    const { session, users } = setUp(() => ana);
    await session.login(credentials);
    const refreshed = session.renew("t1");
    await session.logout();
    expect(await refreshed).toBeUndefined();
    expect(session.user).toBeUndefined();
    expect(users).toEqual(["u1", undefined]);
  });
});
