import * as v from "valibot";
import type { RedisConnection } from "../../redis/redis-connection.ts";
import { redisScript } from "../../redis/redis-script.ts";

export const LEASE_MS = 15_000;
/** What is left when no server renews anything any more goes by itself. */
const FORGET_MS = 3_600_000;

/**
 * KEYS: ends of leases (sorted set by server id), owners and facts (hashes by it), when this registry began.
 * ARGV: server id, process id, lease, facts, forget. Answers: held?, now, began, then id, owner, end and
 * facts of every lease that holds.
 */
const RENEW = redisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', KEYS[4], string.format('%.0f', now), 'NX')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
end
local owner = redis.call('HGET', KEYS[2], ARGV[1])
local held = 0
if not owner or owner == ARGV[2] then
  held = 1
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[1], string.format('%.0f ', now) .. ARGV[4])
end
local answer = {tostring(held), string.format('%.0f', now), redis.call('GET', KEYS[4])}
local leases = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 1, #leases, 2 do
  local id = leases[i]
  answer[#answer + 1] = id
  answer[#answer + 1] = redis.call('HGET', KEYS[2], id)
  answer[#answer + 1] = leases[i + 1]
  answer[#answer + 1] = redis.call('HGET', KEYS[3], id)
end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[5]) end
return answer
`);

const RELEASE = redisScript(`
if redis.call('HGET', KEYS[2], ARGV[1]) == ARGV[2] then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HDEL', KEYS[3], ARGV[1])
end
return 1
`);

export interface Lease {
  readonly serverId: string;
  /** The process that holds it. */
  readonly processId: string;
  /** How long it holds from now on, by Redis' clock. */
  readonly leftMs: number;
  /** When it ends, by Redis' clock: it grows with each renewal. */
  readonly end: number;
  /** When it was renewed, by Redis' clock. */
  readonly renewedAt: number;
  /** JSON. */
  readonly facts: string;
}

export interface Renewal {
  /** Whether this process holds the lease of its server id. */
  readonly held: boolean;
  /** By Redis' clock. */
  readonly now: number;
  /** Another value than before: Redis was emptied, and whose lease is missing may live. */
  readonly began: string;
  readonly leases: readonly Lease[];
}

const Answer = v.array(v.string());
const FACTS = /^(\d+) (.*)$/s;

/** The leases of a cluster, as Redis keeps them: one atomic script, by one clock. */
export class Leases {
  readonly #connection: RedisConnection;
  readonly #keys: readonly string[];
  readonly #serverId: string;
  readonly #processId: string;

  constructor(connection: RedisConnection, prefix: string, serverId: string, processId: string) {
    this.#connection = connection;
    // In a Cluster all of them are in one slot.
    this.#keys = ["ends", "owners", "facts", "began"].map((key) => `${prefix}:{servers}:${key}`);
    this.#serverId = serverId;
    this.#processId = processId;
    connection.prepare(RENEW);
  }

  /** Rejects where Redis is away. */
  async renew(facts: string): Promise<Renewal> {
    const args = [this.#serverId, this.#processId, LEASE_MS, facts, FORGET_MS];
    const answer = v.parse(Answer, await this.#connection.run(RENEW, this.#keys, args));
    const [held, now, began = "", ...rest] = answer;
    const leases: Lease[] = [];
    for (let i = 0; i + 3 < rest.length; i += 4) {
      const [serverId = "", processId = "", end, said = ""] = rest.slice(i, i + 4);
      const [, renewedAt, json = ""] = FACTS.exec(said) ?? [];
      leases.push({
        serverId,
        processId,
        leftMs: Number(end) - Number(now),
        end: Number(end),
        renewedAt: Number(renewedAt),
        facts: json,
      });
    }
    return { held: held === "1", now: Number(now), began, leases };
  }

  async release(): Promise<void> {
    await this.#connection.run(RELEASE, this.#keys, [this.#serverId, this.#processId]);
  }
}
