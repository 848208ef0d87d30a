import { describe, expect, it } from "vitest";
import { parseRedisUrl, RedisUrlError } from "./redis-url.ts";

const plain = {
  kind: "single",
  addresses: [{ host: "127.0.0.1", port: 6379 }],
  username: undefined,
  password: undefined,
  tls: false,
  db: 0,
  master: undefined,
};

describe("REDIS_URL", () => {
  it.each([
    ["redis://127.0.0.1", plain],
    ["redis://127.0.0.1:6379/", plain],
    [
      "redis://127.0.0.1:7000/3",
      { ...plain, addresses: [{ host: "127.0.0.1", port: 7000 }], db: 3 },
    ],
    ["redis://:s%40fe@127.0.0.1", { ...plain, password: "s@fe" }],
    [
      "rediss://chat:a:b@redis.example.org",
      {
        ...plain,
        addresses: [{ host: "redis.example.org", port: 6379 }],
        username: "chat",
        password: "a:b",
        tls: true,
      },
    ],
    ["redis://[::1]:6380", { ...plain, addresses: [{ host: "::1", port: 6380 }] }],
    [
      "redis-cluster://:x@a:1,b:2,c",
      {
        ...plain,
        kind: "cluster",
        password: "x",
        addresses: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
          { host: "c", port: 6379 },
        ],
      },
    ],
    [
      "redis://a:1,b:2",
      {
        ...plain,
        kind: "cluster",
        addresses: [
          { host: "a", port: 1 },
          { host: "b", port: 2 },
        ],
      },
    ],
    [
      "redis-sentinel://a,b:26380/mymaster/2",
      {
        ...plain,
        kind: "sentinel",
        addresses: [
          { host: "a", port: 26379 },
          { host: "b", port: 26380 },
        ],
        db: 2,
        master: "mymaster",
      },
    ],
  ])("reads %s", (url, target) => {
    expect(parseRedisUrl(url)).toEqual(target);
  });

  it.each([
    "",
    "127.0.0.1:6379",
    "http://127.0.0.1",
    "redis://",
    "redis://a:0",
    "redis://a:70000",
    "redis://a:b",
    "redis://a,,b",
    "redis://a/x",
    "redis://a/1/2",
    "redis-sentinel://a",
    "redis-cluster://a,b/1",
    "redis://:%zz@a",
  ])("refuses %s", (url) => {
    expect(() => parseRedisUrl(url)).toThrow(RedisUrlError);
  });

  it("says how to write it, and keeps the password to itself", () => {
    expect(() => parseRedisUrl("redis://:hush@a/x")).toThrow(/redis:\/\/127\.0\.0\.1:6379/);
    expect(() => parseRedisUrl("redis://:hush@a/x")).not.toThrow(/hush/);
  });
});
