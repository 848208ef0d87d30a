import { type AccessPolicy, authorize } from "../core/access.ts";
import type { Authenticator } from "../core/accounts/authenticator.ts";
import { TokenRefused } from "../core/accounts/token-refused.ts";
import type { Prober } from "../core/stats/prober.ts";
import type { Statistics } from "../core/stats/statistics.ts";
import type { Viewer } from "../core/stats/viewers.ts";
import { statsRoutes } from "../protocol/rest/admin-stats.ts";
import type { HttpContext } from "./env.ts";
import { openEventStream } from "./event-stream.ts";
import { created, events, ok } from "./reply.ts";
import { bearerToken, type RouteBinder } from "./route-binder.ts";

export interface StatsRouteDeps {
  readonly statistics: Statistics;
  readonly prober: Prober;
  readonly authenticator: Authenticator;
  readonly policy: AccessPolicy;
}

const WHOLE_NUMBER = /^\d{1,16}$/;

const lastEventId = (c: HttpContext): number | undefined => {
  const id = c.req.header("last-event-id") ?? "";
  return WHOLE_NUMBER.test(id) ? Number(id) : undefined;
};

/** What was missed goes out in one piece, however much it is. */
const joined = (frames: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
};

/** A token is good for minutes and a stream goes on: whoever holds it is looked at again. */
const holderOf = (c: HttpContext, { authenticator, policy }: StatsRouteDeps) => {
  const token = bearerToken(c);
  const address = c.get("address");
  return async () => {
    if (token === undefined) throw new TokenRefused("invalid");
    const authenticated = await authenticator.authenticate(token, "admin", address);
    authorize(statsRoutes.statsLive.access, authenticated.caller, undefined, policy);
    return authenticated;
  };
};

const bindLive = (binder: RouteBinder, deps: StatsRouteDeps): void => {
  const { statistics } = deps;
  binder.bind(statsRoutes.statsLive, async (_input, { http }) => {
    const recheck = holderOf(http, deps);
    const { caller, expiresAt } = await recheck();
    const stream = openEventStream(() => statistics.viewers.remove(viewer));
    const viewer: Viewer = {
      userId: caller.user.id,
      sessionId: caller.sessionId,
      expiresAt,
      send: stream.send,
      end: stream.end,
      recheck,
    };
    statistics.viewers.add(viewer);
    const missed = statistics.after(lastEventId(http)).map(({ frame }) => frame);
    if (missed.length > 0) stream.send(joined(missed));
    return events(stream.body);
  });
};

export const bindStatsRoutes = (binder: RouteBinder, deps: StatsRouteDeps): void => {
  const { statistics, prober } = deps;
  bindLive(binder, deps);

  binder.bind(statsRoutes.statsHistory, async ({ query }) =>
    ok(await statistics.history.points(query)),
  );

  binder.bind(statsRoutes.statsEvents, async ({ query }) =>
    ok({ events: await statistics.history.events(query) }),
  );

  binder.bind(statsRoutes.statsServers, async ({ query }) =>
    ok(await statistics.history.servers(query)),
  );

  binder.bind(statsRoutes.createProbe, async ({ body }) => {
    const from = statistics.server(body.from_server_id);
    const to = statistics.server(body.to_server_id);
    return created({ trace: await prober.run(from, to) });
  });

  binder.bind(statsRoutes.clusterHealth, () => ok(statistics.health()));

  binder.bind(statsRoutes.slowestMessage, () => ok({ trace: statistics.slowest() ?? null }));
};
