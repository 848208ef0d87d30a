import { describe, expect, test } from "vitest";
import { times } from "../harness/long.ts";
import { ADMIN, adminToken, guest, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { CallMaker, type OpenApi, type Operation } from "./openapi.ts";

const CALLS = times(800, 20_000);
const RENEWED_EVERY = 500;
const WIDTH = 8;
/** So many at once and no more: who comes on top is told when to come back. */
const FULL = { operation: "createProbe", status: 503 } as const;
/** Getting in and out has tests of its own, and costs a password hash; the stream never ends. */
const NOT_CALLED = /\/(login|logout|refresh|bootstrap|totp|confirm|live)$/;

const isToldOf = ({ operationId, responses }: Operation, status: number): boolean =>
  (operationId === FULL.operation && status === FULL.status) ||
  (status < 500 && String(status) in responses);

describe.each(RUNTIMES)("the dashboard's API on %s, called as its OpenAPI says", (runtime) => {
  test(`${CALLS} calls: no 5xx, and no status that is not in it (seed ${seed})`, async () => {
    await using server = await ServerProcess.start({
      runtime,
      env: { RATE_LIMITS: "off", ...ADMIN },
    });
    const rest = new Rest(server.url);
    let token = await adminToken(rest);
    const [someone, visitor] = [await register(rest, "someone"), await guest(rest)];
    const { room } = await rest.ok<{ room: { id: string } }>("POST", "/api/rooms", {
      token: someone.token,
      body: { name: "agora", kind: "public" },
    });
    const { servers } = await rest.ok<{ servers: { server_id: string }[] }>(
      "GET",
      "/api/admin/servers",
      { token },
    );
    const users = [someone.user.id, visitor.user.id];
    const now = Date.now();
    const server_id = servers.map((one) => one.server_id);
    const maker = new CallMaker(
      await rest.ok<OpenApi>("GET", "/api/openapi.json"),
      {
        id: [...users, room.id, "nobody"],
        user_id: users,
        room_id: [room.id, "nowhere"],
        server_id,
        from_server_id: server_id,
        to_server_id: server_id,
        guest_number: [visitor.user.number ?? 0, 12_345],
        // Not where these calls come from.
        ip: ["203.0.113.7", "203.0.113.0/24", "2001:db8::/48", "0.0.0.0/0"],
        expires_at: [now + 60_000, 7],
        from: [now - 60_000],
        to: [now],
      },
      seededDice(seed),
      (path) => path.startsWith("/api/admin/") && !NOT_CALLED.test(path),
    );
    expect(maker.operations.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    const answered = new Set<string>();
    let made = 0;
    const caller = async (): Promise<void> => {
      while (made++ < CALLS) {
        // It lives ten minutes, and a slow machine takes longer.
        if (made % RENEWED_EVERY === 0) token = await adminToken(rest);
        const { operation, method, path, body } = maker.next();
        const { status } = await rest.call(method, path, { token, body });
        if (status < 400) answered.add(operation.operationId);
        if (!isToldOf(operation, status)) {
          wrong.push(`${status} ${method} ${path} ${JSON.stringify(body)}`.slice(0, 500));
        }
      }
    };
    await Promise.all(Array.from({ length: WIDTH }, caller));
    expect(wrong).toEqual([]);
    // Most get past what is checked before: they are done, and not only refused.
    expect(answered.size).toBeGreaterThan(maker.operations.length * 0.5);
    expect((await rest.call("GET", "/api/admin/me", { token })).status).toBe(200);
  });
});
