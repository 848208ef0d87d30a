import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "./config.ts";
import { SETTINGS } from "./config-values.ts";

const messageOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${JSON.stringify(env)}`);
};

describe("config", () => {
  it("needs nothing to be set", () => {
    expect(readConfig({})).toEqual({
      production: false,
      port: 3000,
      host: "0.0.0.0",
      publicUrl: undefined,
      cluster: undefined,
      dataDir: "./data",
      jwtSecret: undefined,
      corsOrigins: [],
      trustedProxies: [],
      serverId: undefined,
      firstAdmin: undefined,
      totpOff: undefined,
      guests: "on",
      registration: "open",
      ephemeralTtlMs: 4_020_000,
      retentionMs: undefined,
      metricsToken: undefined,
      rateLimits: true,
      logLevel: "info",
      tls: undefined,
    });
  });

  it("reads every setting", () => {
    const config = readConfig({
      PORT: "8080",
      HOST: "::1",
      PUBLIC_URL: "https://chat.example.org/",
      DATA_DIR: "/srv/chat",
      JWT_SECRET: "s".repeat(32),
      CORS_ORIGINS: "https://a.example, http://localhost:5173",
      TRUSTED_PROXIES: "10.0.0.0/8, ::1",
      SERVER_ID: "chat-1",
      ADMIN_USERNAME: "Root",
      ADMIN_PASSWORD: "correct horse",
      ADMIN_TOTP_OFF: "Lost",
      GUESTS: "public",
      REGISTRATION: "closed",
      EPHEMERAL_TTL: "60",
      RETENTION_DAYS: "2",
      METRICS_TOKEN: "m",
      RATE_LIMITS: "off",
      LOG_LEVEL: "debug",
      TLS_CERT: "c.pem",
      TLS_KEY: "k.pem",
    });
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: "https://chat.example.org",
      corsOrigins: ["https://a.example", "http://localhost:5173"],
      trustedProxies: ["10.0.0.0/8", "::1"],
      firstAdmin: { username: "root", password: "correct horse" },
      totpOff: "lost",
      ephemeralTtlMs: 60_000,
      retentionMs: 172_800_000,
      rateLimits: false,
      tls: { cert: "c.pem", key: "k.pem" },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it("is of a cluster where MongoDB and Redis are given", () => {
    const env = { MONGO_URL: "mongodb://m", REDIS_URL: "redis://r", JWT_SECRET: "s" };
    expect(readConfig(env).cluster).toEqual({
      mongoUrl: "mongodb://m",
      dbName: "crosstalk",
      redisUrl: "redis://r",
    });
    expect(readConfig({ ...env, DB_NAME: "chat" }).cluster?.dbName).toBe("chat");
  });

  it("takes what is set to nothing as not set", () => {
    expect(readConfig({ PORT: "", MONGO_URL: "", TLS_KEY: "" }).port).toBe(3000);
  });

  const production = { NODE_ENV: "production" };
  it.each<[name: keyof typeof SETTINGS, env: Record<string, string>]>([
    ["PORT", { PORT: "http" }],
    ["PORT", { PORT: "65536" }],
    ["PORT", { PORT: "-1" }],
    ["PORT", { PORT: "3000.5" }],
    ["PUBLIC_URL", { PUBLIC_URL: "chat.example.org" }],
    ["PUBLIC_URL", { PUBLIC_URL: "https://example.org/chat" }],
    ["PUBLIC_URL", { PUBLIC_URL: "ftp://example.org" }],
    ["REDIS_URL", { MONGO_URL: "mongodb://x" }],
    ["MONGO_URL", { REDIS_URL: "redis://x" }],
    ["JWT_SECRET", { MONGO_URL: "mongodb://x", REDIS_URL: "redis://x" }],
    ["MONGO_URL", { MONGO_URL: "localhost:27017", REDIS_URL: "redis://x", JWT_SECRET: "s" }],
    ["REDIS_URL", { MONGO_URL: "mongodb://x", REDIS_URL: "localhost", JWT_SECRET: "s" }],
    ["DB_NAME", { DB_NAME: "a.b" }],
    ["DB_NAME", { DB_NAME: "a".repeat(64) }],
    ["JWT_SECRET", { ...production, JWT_SECRET: "s".repeat(31) }],
    ["RATE_LIMITS", { ...production, RATE_LIMITS: "off" }],
    ["RATE_LIMITS", { RATE_LIMITS: "no" }],
    ["CORS_ORIGINS", { CORS_ORIGINS: "*" }],
    ["CORS_ORIGINS", { CORS_ORIGINS: "https://ok.example,https://bad.example/" }],
    ["CORS_ORIGINS", { CORS_ORIGINS: "null" }],
    ["TRUSTED_PROXIES", { TRUSTED_PROXIES: "localhost" }],
    ["TRUSTED_PROXIES", { TRUSTED_PROXIES: "10.0.0.0/33" }],
    ["TRUSTED_PROXIES", { TRUSTED_PROXIES: "10.0.0.0/8/8" }],
    ["ADMIN_PASSWORD", { ADMIN_USERNAME: "root" }],
    ["ADMIN_USERNAME", { ADMIN_PASSWORD: "correct horse" }],
    ["ADMIN_PASSWORD", { ADMIN_USERNAME: "root", ADMIN_PASSWORD: "short" }],
    ["ADMIN_USERNAME", { ADMIN_USERNAME: "no spaces", ADMIN_PASSWORD: "correct horse" }],
    ["METRICS_TOKEN", { METRICS_TOKEN: " padded" }],
    ["METRICS_TOKEN", { METRICS_TOKEN: "from a file\n" }],
    ["METRICS_TOKEN", { METRICS_TOKEN: "geheimnisträger" }],
    ["TLS_KEY", { TLS_CERT: "c.pem" }],
    ["TLS_CERT", { TLS_KEY: "k.pem" }],
    ["SERVER_ID", { SERVER_ID: "a b" }],
    ["GUESTS", { GUESTS: "yes" }],
    ["REGISTRATION", { REGISTRATION: "invite" }],
    ["EPHEMERAL_TTL", { EPHEMERAL_TTL: "0" }],
    ["RETENTION_DAYS", { RETENTION_DAYS: "1.5" }],
    ["LOG_LEVEL", { LOG_LEVEL: "loud" }],
  ])("stops at a wrong %s with one line: %j", (name, env) => {
    const message = messageOf(env);
    expect(message).toContain(name);
    expect(message).toMatch(/for example /);
    expect(message).not.toContain("\n");
  });

  it("takes warn for warning, and a name of a database as long as MongoDB does", () => {
    expect(readConfig({ LOG_LEVEL: "warn" }).logLevel).toBe("warning");
    const env = { MONGO_URL: "mongodb://m", REDIS_URL: "redis://r", JWT_SECRET: "s" };
    const name = "a".repeat(63);
    expect(readConfig({ ...env, DB_NAME: name }).cluster?.dbName).toBe(name);
  });

  it("allows a short secret and no limits outside production", () => {
    expect(readConfig({ JWT_SECRET: "dev", RATE_LIMITS: "off" }).jwtSecret).toBe("dev");
  });

  it("never repeats a secret, nor control characters", () => {
    expect(messageOf({ ADMIN_USERNAME: "root", ADMIN_PASSWORD: "hunter2" })).not.toContain(
      "hunter2",
    );
    expect(messageOf({ PORT: "1\n2\u001b[0m" })).toContain('"1?2?[0m"');
  });

  it("gives examples that it would accept itself", () => {
    for (const [name, { example }] of Object.entries(SETTINGS)) {
      if (["MONGO_URL", "REDIS_URL"].includes(name)) continue;
      const partners: Record<string, string> = {
        ADMIN_USERNAME: "root",
        ADMIN_PASSWORD: "correct horse",
        TLS_CERT: "c.pem",
        TLS_KEY: "k.pem",
      };
      expect(() => readConfig({ ...partners, [name]: example })).not.toThrow();
    }
  });
});
