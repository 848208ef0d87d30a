import { describe, expect, it } from "vitest";
import { ManualClock, settle } from "../../tests/client/support/manual-clock.ts";
import { ROUTES, type RouteName } from "../protocol/rest/routes.ts";
import { RestClient } from "./rest-client.ts";
import { REST_PATHS, WITHOUT_TOKEN } from "./rest-paths.ts";

interface Asked {
  readonly url: string;
  readonly method: string | undefined;
  readonly authorization: string | null;
  readonly body: unknown;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** Answers one after the other, and what it was asked. */
const setUp = (...answers: (() => Response | Promise<Response>)[]) => {
  const asked: Asked[] = [];
  const clock = new ManualClock();
  const rest = new RestClient({
    url: "https://chat.example/",
    clock,
    fetch: async (url, init) => {
      asked.push({
        url,
        method: init?.method,
        authorization: new Headers(init?.headers).get("authorization"),
        body: init?.body,
      });
      const aborted = new Promise<never>((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
      const answer = answers.shift();
      if (answer === undefined) throw new TypeError("fetch failed");
      return Promise.race([answer(), aborted]);
    },
  });
  return { rest, asked, clock };
};

const refused = (status: number, code: string) => () =>
  json(status, { error: { code, message: "no" } });

describe("REST client", () => {
  it("knows who needs no token as the route table does", () => {
    for (const name of Object.keys(ROUTES) as RouteName[]) {
      const { method, path, access } = ROUTES[name];
      expect(REST_PATHS[name]).toBe(`${method} ${path}`);
      expect(WITHOUT_TOKEN.has(name), name).toBe(access.caller === "anyone");
    }
  });

  it("fills in path, query and body", async () => {
    const { rest, asked } = setUp(
      () => json(200, { messages: [] }),
      () => new Response(null, { status: 204 }),
    );
    await rest.call("messages", { params: { room_id: "a/b" }, query: { before: 7, limit: 20 } });
    const nothing = await rest.call("changePassword", {
      body: { current_password: "old", new_password: "new password" },
    });
    expect(nothing).toBeUndefined();
    expect(asked).toMatchObject([
      { url: "https://chat.example/api/rooms/a%2Fb/messages?before=7&limit=20", method: "GET" },
      { body: '{"current_password":"old","new_password":"new password"}', method: "POST" },
    ]);
  });

  it("asks for another token once when its own is refused", async () => {
    const { rest, asked } = setUp(refused(401, "unauthenticated"), () => json(200, { user: {} }));
    rest.authorize({ accessToken: async () => "t1", renew: async (token) => `${token}+` });
    await rest.call("me", {});
    expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer t1", "Bearer t1+"]);
  });

  it("takes the second refusal, and one that no token can mend, for the answer", async () => {
    const twice = setUp(refused(401, "unauthenticated"), refused(401, "unauthenticated"));
    twice.rest.authorize({ accessToken: async () => "t1", renew: async () => "t2" });
    await expect(twice.rest.call("me", {})).rejects.toMatchObject({ code: "unauthenticated" });
    const login = setUp(refused(401, "unauthenticated"));
    login.rest.authorize({ accessToken: async () => "t1", renew: async () => "t2" });
    const body = { username: "ana", password: "wrong" };
    await expect(login.rest.call("login", { body })).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(login.asked).toMatchObject([{ authorization: null }]);
  });

  it("says under which id the server's log has a refusal", async () => {
    const { rest } = setUp(
      () => json(500, { error: { code: "internal", message: "no" } }, { "x-request-id": "r-7" }),
      () => new Response("<html>", { status: 502, headers: { "x-request-id": "r-8" } }),
    );
    await expect(rest.call("rooms", {})).rejects.toMatchObject({ requestId: "r-7" });
    await expect(rest.call("rooms", {})).rejects.toMatchObject({ requestId: "r-8" });
  });

  it("carries code, wait and issues of a refusal", async () => {
    const issues = [{ path: "name", message: "is missing" }];
    const { rest } = setUp(
      () => json(400, { error: { code: "bad_request", message: "no", issues } }),
      () => json(429, { error: { code: "rate_limited", message: "no", retry_after_ms: 1_500 } }),
      () => json(429, { error: { code: "rate_limited", message: "no" } }, { "retry-after": "2" }),
    );
    await expect(rest.call("rooms", {})).rejects.toMatchObject({ code: "bad_request", issues });
    await expect(rest.call("rooms", {})).rejects.toMatchObject({ retryAfterMs: 1_500 });
    await expect(rest.call("rooms", {})).rejects.toMatchObject({ retryAfterMs: 2_000 });
  });

  it("is unavailable behind a broken gateway, without a network, and after a while", async () => {
    const { rest, clock } = setUp(
      () => new Response("<html>Bad gateway</html>", { status: 502 }),
      () => new Response("<html>Welcome to the hotel</html>", { status: 200 }),
      () => Promise.reject(new TypeError("fetch failed")),
      () => new Promise(() => {}),
    );
    for (let i = 0; i < 3; i++) {
      await expect(rest.call("rooms", {})).rejects.toMatchObject({ code: "unavailable" });
    }
    const late = expect(rest.call("rooms", {})).rejects.toMatchObject({ code: "unavailable" });
    await clock.advance(15_000);
    await late;
    expect(clock.pending).toBe(0);
  });

  it("ends when the caller does not want it any more", async () => {
    const { rest } = setUp(() => new Promise(() => {}));
    const controller = new AbortController();
    const asked = rest.call("search", { query: { q: "a" }, signal: controller.signal });
    const outcome = expect(asked).rejects.toThrow("never mind");
    await settle();
    controller.abort(new Error("never mind"));
    await outcome;
  });
});
