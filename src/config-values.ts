import { isIP } from "node:net";
import * as v from "valibot";
import { LIMITS } from "./protocol/limits.ts";
import { Password, Username } from "./protocol/primitives.ts";

const WHOLE_NUMBER = /^\d{1,10}$/;
const PREFIX = /^\d{1,3}$/;
const TRAILING_SLASH = /\/$/;
const MAX_TTL_SECONDS = 2_000_000;
const MAX_RETENTION_DAYS = 36_500;

const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => WHOLE_NUMBER.test(text) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    ),
    v.transform(Number),
  );

const list = (isItem: (item: string) => boolean, message: string) =>
  v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== ""),
    ),
    v.check((items) => items.every(isItem), message),
    v.readonly(),
  );

const isRange = (text: string): boolean => {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    prefix === undefined || (PREFIX.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
  );
};

const originOf = (text: string): string | undefined => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === "http:" || url.protocol === "https:")
    ? url.origin
    : undefined;
};

const isOrigin = (text: string): boolean => originOf(text) === text;

const text = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check((s) => s.length >= min && s.length <= max, `must have ${min} to ${max} characters`),
  );

/** What `Authorization: Bearer …` can carry. */
const BEARER = /^[!-~](?:[ -~]*[!-~])?$/;

const address = (scheme: RegExp, message: string) =>
  v.pipe(text(1, 4_096), v.regex(scheme, message));

interface Setting {
  readonly schema: v.GenericSchema<string, unknown>;
  /** As an operator would write it. */
  readonly example: string;
  /** Its value is never repeated in a message. */
  readonly secret?: true;
}

/** Every variable of PROTOCOL §5: what it may be, and an example for whoever got it wrong. */
export const SETTINGS = {
  PORT: { schema: wholeNumber(0, 65_535), example: "3000" },
  HOST: { schema: text(1, 255), example: "0.0.0.0" },
  PUBLIC_URL: {
    schema: v.pipe(
      v.string(),
      v.check(
        (url) => isOrigin(url.replace(TRAILING_SLASH, "")),
        "must be an http or https URL without a path",
      ),
      v.transform((url) => url.replace(TRAILING_SLASH, "")),
    ),
    example: "https://chat.example.org",
  },
  DATA_DIR: { schema: text(1, 4_096), example: "./data" },
  MONGO_URL: {
    schema: address(/^mongodb(\+srv)?:\/\/./, "must begin with mongodb:// or mongodb+srv://"),
    example: "mongodb://127.0.0.1:27017/?replicaSet=rs0",
    secret: true,
  },
  DB_NAME: {
    // As long as MongoDB takes; Atlas takes 38.
    schema: v.pipe(v.string(), v.regex(/^[\w-]{1,63}$/, "must be 1 to 63 letters, digits or _ -")),
    example: "crosstalk",
  },
  REDIS_URL: {
    schema: address(
      /^rediss?([+-](sentinel|cluster))?:\/\/./,
      "must begin with redis://, redis-sentinel:// or redis-cluster:// (rediss… for TLS)",
    ),
    example: "redis://127.0.0.1:6379",
    secret: true,
  },
  JWT_SECRET: { schema: text(1, 4_096), example: "$(openssl rand -hex 32)", secret: true },
  CORS_ORIGINS: {
    schema: list(isOrigin, "must list origins (scheme, host and port, no path, no *)"),
    example: "https://chat.example.org,http://localhost:5173",
  },
  TRUSTED_PROXIES: {
    schema: list(isRange, "must list addresses or CIDRs"),
    example: "10.0.0.0/8,fd00::/8",
  },
  SERVER_ID: {
    schema: v.pipe(
      v.string(),
      v.regex(/^[\w.-]{1,64}$/, "must be 1 to 64 letters, digits or _ . -"),
    ),
    example: "chat-1",
  },
  ADMIN_USERNAME: { schema: Username, example: "admin" },
  ADMIN_PASSWORD: { schema: Password, example: "$(openssl rand -hex 16)", secret: true },
  ADMIN_TOTP_OFF: { schema: Username, example: "admin" },
  GUESTS: {
    schema: v.picklist(["on", "off", "public"], "must be on, off or public"),
    example: "on",
  },
  REGISTRATION: {
    schema: v.picklist(["open", "closed"], "must be open or closed"),
    example: "open",
  },
  EPHEMERAL_TTL: {
    schema: wholeNumber(1, MAX_TTL_SECONDS),
    example: String(LIMITS.ephemeralTtlMs / 1_000),
  },
  RETENTION_DAYS: { schema: wholeNumber(1, MAX_RETENTION_DAYS), example: "365" },
  METRICS_TOKEN: {
    schema: v.pipe(
      text(1, 4_096),
      v.regex(BEARER, "must be ASCII, with no space before or after it: it is sent as a bearer"),
    ),
    example: "$(openssl rand -hex 32)",
    secret: true,
  },
  RATE_LIMITS: { schema: v.picklist(["on", "off"], "must be on or off"), example: "on" },
  LOG_LEVEL: {
    schema: v.pipe(
      v.string(),
      // What most loggers call it.
      v.transform((level) => (level === "warn" ? "warning" : level)),
      v.picklist(
        ["debug", "info", "warning", "error"],
        "must be debug, info, warning (or warn) or error",
      ),
    ),
    example: "info",
  },
  TLS_CERT: { schema: text(1, 4_096), example: "/etc/crosstalk/cert.pem" },
  TLS_KEY: { schema: text(1, 4_096), example: "/etc/crosstalk/key.pem" },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
export type SettingValues = {
  readonly [N in SettingName]?: v.InferOutput<(typeof SETTINGS)[N]["schema"]>;
};

export const settingOf = (name: SettingName): Setting => SETTINGS[name];
