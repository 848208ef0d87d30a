import { deepEqual, equal, ok } from "node:assert/strict";
import type { RateDecision, RateLimiter } from "../../src/ports/rate-limit.ts";
import type { RateRule } from "../../src/protocol/settings.ts";
import { until } from "../harness/wait.ts";
import { serversContract, type TargetCase } from "./contract.ts";

export interface RateLimitTarget {
  /** The limiter of one server more. */
  server(): Promise<RateLimiter>;
  close(): Promise<void>;
}

type RateLimitCase = TargetCase<RateLimitTarget>;

const hits = async (
  limiter: RateLimiter,
  key: string,
  rule: RateRule,
  count: number,
): Promise<RateDecision[]> => {
  const decisions: RateDecision[] = [];
  for (let i = 0; i < count; i += 1) decisions.push(await limiter.hit(key, rule));
  return decisions;
};

const allowed = (decisions: readonly RateDecision[]): number =>
  decisions.filter((decision) => decision.allowed).length;

const waitOf = (decision: RateDecision): number => (decision.allowed ? 0 : decision.retryAfterMs);

const aloneCases: readonly RateLimitCase[] = [
  {
    name: "rate limit: as many as the window, the next is refused with the time to wait, keys are apart",
    async run(target) {
      const limiter = await target.server();
      const rule = { window: 5, per_ms: 60_000 };
      const decisions = await hits(limiter, "k", rule, 7);
      deepEqual(
        decisions.map((decision) => decision.allowed),
        [true, true, true, true, true, false, false],
      );
      const wait = waitOf(await limiter.hit("k", rule));
      ok(wait > 30_000 && wait <= 60_000, `${wait}`);
      ok((await limiter.hit("other", rule)).allowed);
    },
  },
  {
    name: "rate limit: after the wait that was said it goes on, and refused hits did not count",
    async run(target) {
      const limiter = await target.server();
      // Twenty hits take less, also on a machine that has much else to do.
      const rule = { window: 3, per_ms: 8_000 };
      equal(allowed(await hits(limiter, "k", rule, 20)), 3);
      let refused = 0;
      await until("allowed again", async () => {
        const decision = await limiter.hit("k", rule);
        if (!decision.allowed) refused += 1;
        return decision.allowed;
      });
      ok(refused > 0);
    },
  },
  {
    name: "rate limit: the bucket bounds bursts within the window",
    async run(target) {
      const limiter = await target.server();
      const rule = { window: 100, per_ms: 60_000, bucket: 4, refill_ms: 60_000 };
      equal(allowed(await hits(limiter, "k", rule, 10)), 4);
      const wait = waitOf(await limiter.hit("k", rule));
      ok(wait > 30_000 && wait <= 60_000, `${wait}`);
    },
  },
  {
    name: "rate limit: what is given back can be had again, and giving back too much gives nothing",
    async run(target) {
      const limiter = await target.server();
      const rule = { window: 2, per_ms: 60_000, bucket: 2, refill_ms: 60_000 };
      equal(allowed(await hits(limiter, "k", rule, 3)), 2);
      limiter.giveBack("k", rule);
      equal(allowed(await hits(limiter, "k", rule, 3)), 1);
      limiter.giveBack("nothing", rule);
      equal(allowed(await hits(limiter, "nothing", rule, 3)), 2);
    },
  },
  {
    name: "rate limit: a changed rule holds at once",
    async run(target) {
      const limiter = await target.server();
      equal(allowed(await hits(limiter, "k", { window: 10, per_ms: 60_000 }, 5)), 5);
      equal(allowed(await hits(limiter, "k", { window: 3, per_ms: 60_000 }, 1)), 0);
      equal(allowed(await hits(limiter, "k", { window: 7, per_ms: 60_000 }, 5)), 2);
    },
  },
];

const severalCases: readonly RateLimitCase[] = [
  {
    name: "rate limit: the window is one over all servers, however much comes at once",
    async run(target) {
      const servers = [await target.server(), await target.server(), await target.server()];
      const rule = { window: 10, per_ms: 60_000 };
      const all = await Promise.all(servers.map((server) => hits(server, "k", rule, 10)));
      equal(allowed(all.flat()), 10);
      for (const server of servers) {
        const wait = waitOf(await server.hit("k", rule));
        ok(wait > 30_000 && wait <= 60_000, `${wait}`);
      }
    },
  },
  {
    name: "rate limit: what the cluster refuses costs no token, and what one server gives back all have",
    async run(target) {
      const [a, b] = [await target.server(), await target.server()];
      const rule = { window: 4, per_ms: 60_000, bucket: 3, refill_ms: 60_000 };
      equal(allowed(await hits(a, "k", rule, 3)), 3);
      equal(allowed(await hits(b, "k", rule, 5)), 1);
      a.giveBack("k", rule);
      a.giveBack("k", rule);
      await until("both, elsewhere", async () => (await b.hit("k", rule)).allowed);
      await until("the second", async () => (await b.hit("k", rule)).allowed);
      equal(allowed(await hits(b, "k", rule, 1)), 0, "the bucket of this server is empty");
    },
  },
];

/** What every adapter of the rate limit port must do: src/ports/rate-limit.ts. */
export const rateLimitContract = serversContract(aloneCases, severalCases);
