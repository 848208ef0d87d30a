import { createHash } from "node:crypto";

/** A Lua script: it runs alone and whole, by Redis' own clock. */
export interface RedisScript {
  readonly lua: string;
  readonly sha: string;
}

export const redisScript = (lua: string): RedisScript => ({
  lua,
  sha: createHash("sha1").update(lua).digest("hex"),
});
