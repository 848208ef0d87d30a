import { expect, it } from "vitest";
import { ManualClock } from "../../tests/client/support/manual-clock.ts";
import { AdminSession } from "./admin-session.ts";
import { RestClient } from "./rest-client.ts";

/** A server that gives out t1, t2, …; `refresh` is the status that it answers the cookie with. */
const setUp = (refresh: () => number) => {
  const clock = new ManualClock();
  const asked: string[] = [];
  let tokens = 0;
  const grant = (): Response =>
    Response.json({ access_token: `t${++tokens}`, expires_in: 300 }, { status: 200 });
  const rest = new RestClient({
    url: "",
    clock,
    fetch: async (path) => {
      asked.push(path);
      if (path.endsWith("/login")) return grant();
      if (path.endsWith("/logout")) return new Response(null, { status: 204 });
      const status = refresh();
      return status === 200 ? grant() : new Response("{}", { status });
    },
  });
  const session = new AdminSession(rest, clock);
  let ended = 0;
  session.on("ended", () => ended++);
  return { session, clock, asked, ended: () => ended };
};

const credentials = { username: "root", password: "correct horse" };

it("comes back after a reload with the cookie of its own", async () => {
  const { session, asked } = setUp(() => 200);
  expect(await session.resume()).toBe(true);
  expect(await session.tokens.accessToken()).toBe("t1");
  expect(asked).toEqual(["/api/admin/refresh"]);
});

it("is nobody's without one, and says nothing of an end", async () => {
  const { session, ended } = setUp(() => 401);
  expect(await session.resume()).toBe(false);
  expect(await session.tokens.accessToken()).toBeUndefined();
  expect(ended()).toBe(0);
});

it("tells once that the server has ended it", async () => {
  const { session, clock, ended } = setUp(() => 401);
  await session.login(credentials);
  await clock.advance(290_000);
  expect(await session.tokens.accessToken()).toBeUndefined();
  expect(await session.tokens.renew("t1")).toBeUndefined();
  expect(ended()).toBe(1);
});

it("has no token once it is signed out", async () => {
  const { session, asked } = setUp(() => 200);
  await session.login(credentials);
  await session.logout();
  expect(await session.tokens.accessToken()).toBeUndefined();
  expect(asked).toEqual(["/api/admin/login", "/api/admin/logout"]);
});
