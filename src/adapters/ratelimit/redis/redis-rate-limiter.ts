import type { RateDecision, RateLimiter } from "../../../ports/rate-limit.ts";
import type { RateRule } from "../../../protocol/settings.ts";
import type { RedisConnection } from "../../redis/redis-connection.ts";
import { redisScript } from "../../redis/redis-script.ts";
import type { LocalRateLimiter } from "../local-rate-limiter.ts";

/**
 * The same window as sliding-window.ts, for all servers: the times of the hits, oldest first, by Redis' own
 * clock. KEYS: the hits. ARGV: how many in how many milliseconds. Answers how long to wait; 0 counted it.
 */
const HIT = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, per = tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - per do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
local excess = redis.call('LLEN', KEYS[1]) - window
if excess >= 0 then
  return tonumber(redis.call('LINDEX', KEYS[1], excess)) + per - now
end
redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[1], per)
return 0
`);

/**
 * The bucket of this server, then the window over the whole cluster, in one round trip at most. This server's
 * own hits are counted here too: what they alone forbid needs no asking, and while Redis is away they
 * are all that counts.
 */
export class RedisRateLimiter implements RateLimiter {
  readonly #connection: RedisConnection;
  readonly #local: LocalRateLimiter;
  readonly #prefix: string;
  #alone = 0;

  constructor(connection: RedisConnection, prefix: string, local: LocalRateLimiter) {
    this.#connection = connection;
    this.#local = local;
    this.#prefix = prefix;
    connection.prepare(HIT);
  }

  async hit(key: string, rule: RateRule): Promise<RateDecision> {
    const here = this.#local.hit(key, rule);
    if (!here.allowed) return here;
    const waitMs = await this.#waitMs(key, rule);
    if (waitMs <= 0) return here;
    // A refused hit counts against neither.
    this.#local.giveBack(key);
    return { allowed: false, retryAfterMs: waitMs };
  }

  giveBack(key: string): void {
    this.#local.giveBack(key);
    if (!this.#connection.available) return;
    // Where it fails, one hit counts that should not; it expires.
    this.#connection.command("RPOP", this.#key(key)).catch(() => undefined);
  }

  gauges(): Readonly<Record<string, number>> {
    return { ...this.#local.gauges(), decided_alone_total: this.#alone };
  }

  async #waitMs(key: string, { window, per_ms }: RateRule): Promise<number> {
    if (this.#connection.available) {
      try {
        return Number(await this.#connection.run(HIT, [this.#key(key)], [window, per_ms]));
      } catch {
        // Redis went away meanwhile.
      }
    }
    this.#alone += 1;
    return 0;
  }

  #key(key: string): string {
    return `${this.#prefix}:limit:${key}`;
  }
}
