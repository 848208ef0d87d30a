import type { Fetch } from "../../src/client/ports.ts";
import { viewUser } from "../../src/core/accounts/user-view.ts";
import { failureOf } from "../../src/core/failure.ts";
import { ERROR_STATUS, ProtocolError } from "../../src/protocol/errors.ts";
import type { Machine } from "./scheduler.ts";
import { writeToken } from "./tokens.ts";
import type { World } from "./world.ts";

const ENTRIES = /\/api\/rooms\/([^/]+)\/entries\?after=(\d+)&limit=(\d+)/;
/** A server that died answers nobody. */
const GIVE_UP_MS = 5_000;

/** As much of a Response as the client looks at; the real one settles on the real event loop. */
const answer = (status: number, body: unknown): Response =>
  ({
    ok: status < 400,
    status,
    headers: new Headers(),
    text: async () => JSON.stringify(body),
  }) as Response;

const signIn = (world: World, userId: string): unknown => {
  const user = world.database.accounts.user(userId);
  if (user === undefined) throw new ProtocolError("unauthenticated", "no such user");
  const expiresAt = world.wallClock() + world.plan.tokenMs;
  return {
    user: viewUser(user),
    access_token: writeToken({ userId, sessionId: `session-${userId}`, expiresAt }),
    expires_in: Math.floor(world.plan.tokenMs / 1_000),
  };
};

const respond = async (world: World, userId: string, input: string): Promise<unknown> => {
  if (input.endsWith("/api/auth/login") || input.endsWith("/api/auth/refresh")) {
    return signIn(world, userId);
  }
  const [, roomId, after, limit] = ENTRIES.exec(input) ?? [];
  const server = world.anyServer();
  const caller = server?.caller(userId);
  if (roomId === undefined || server === undefined || caller === undefined) {
    throw new ProtocolError("unavailable", "nobody answers");
  }
  await server.realtime.rooms.require(caller, roomId, "read");
  world.coverage.note("a client repaired a gap over REST");
  return server.history.entries(roomId, Number(after), Number(limit));
};

/** The few routes that a client uses by itself. */
export const simulatedFetch = (world: World, machine: Machine, userId: string): Fetch => {
  const { scheduler, chance, plan } = world;
  const travel = (): Promise<void> =>
    scheduler.pause(machine, chance.between(0, plan.network.delayMs));
  const call = async (input: string): Promise<Response> => {
    await travel();
    if (world.anyServer() === undefined) throw new TypeError("fetch failed");
    let response: Response;
    try {
      response = answer(200, await respond(world, userId, input));
    } catch (error) {
      const { code, message } = failureOf(error);
      response = answer(ERROR_STATUS[code], { error: { code, message } });
    }
    await travel();
    return response;
  };
  return (input) =>
    Promise.race([
      call(input),
      scheduler.pause(machine, GIVE_UP_MS).then(() => {
        throw new TypeError("fetch timed out");
      }),
    ]);
};
