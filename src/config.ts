import * as v from "valibot";
import { SETTINGS, type SettingName, type SettingValues, settingOf } from "./config-values.ts";
import { LIMITS } from "./protocol/limits.ts";

/** Everything an operator decides, checked and frozen. Times are milliseconds. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly host: string;
  /** An origin, as browsers see the server; absent: the scheme and Host of each request. */
  readonly publicUrl: string | undefined;
  /** The store and the meeting place of several servers; absent: one server, embedded. */
  readonly cluster:
    | { readonly mongoUrl: string; readonly dbName: string; readonly redisUrl: string }
    | undefined;
  /** Embedded only. */
  readonly dataDir: string;
  /** Absent: made and kept in dataDir; never absent in a cluster. */
  readonly jwtSecret: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Addresses and CIDRs. */
  readonly trustedProxies: readonly string[];
  /** Absent: made at each start. */
  readonly serverId: string | undefined;
  readonly firstAdmin: { readonly username: string; readonly password: string } | undefined;
  /** Whose second factor is taken away at the start. */
  readonly totpOff: string | undefined;
  readonly guests: "on" | "off" | "public";
  readonly registration: "open" | "closed";
  readonly ephemeralTtlMs: number;
  /** Absent: messages are kept for ever. */
  readonly retentionMs: number | undefined;
  readonly metricsToken: string | undefined;
  readonly rateLimits: boolean;
  readonly logLevel: "debug" | "info" | "warning" | "error";
  /** Paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** A setting that is wrong: one line that names it and gives an example. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const DAY_MS = 24 * 60 * 60_000;
const SECRET_LENGTH = 32;
const SHOWN_LENGTH = 80;
const NOT_PRINTABLE = /[^\x20-\x7e]/g;

const wrong = (name: SettingName, message: string): ConfigError =>
  new ConfigError(`${name} ${message}; for example ${name}=${settingOf(name).example}`);

const shown = (name: SettingName, value: string): string =>
  settingOf(name).secret === true
    ? ""
    : ` (it is "${value.slice(0, SHOWN_LENGTH).replace(NOT_PRINTABLE, "?")}")`;

type Environment = Readonly<Record<string, string | undefined>>;

const parse = (env: Environment): SettingValues => {
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const value = env[name];
    // Compose files and unit files set what they don't know to nothing.
    if (value === undefined || value === "") continue;
    const parsed = v.safeParse(settingOf(name).schema, value);
    if (!parsed.success) throw wrong(name, `${parsed.issues[0].message}${shown(name, value)}`);
    values[name] = parsed.output;
  }
  // Each value was parsed by the schema of its name.
  return values as SettingValues;
};

const PAIRS: readonly (readonly [SettingName, SettingName])[] = [
  ["MONGO_URL", "REDIS_URL"],
  ["ADMIN_USERNAME", "ADMIN_PASSWORD"],
  ["TLS_CERT", "TLS_KEY"],
];

const refuseContradictions = (values: SettingValues, production: boolean): void => {
  for (const [a, b] of PAIRS) {
    if ((values[a] === undefined) !== (values[b] === undefined)) {
      const [given, missing] = values[a] === undefined ? [b, a] : [a, b];
      throw wrong(missing, `is missing, which ${given} needs`);
    }
  }
  if (values.MONGO_URL !== undefined && values.JWT_SECRET === undefined) {
    throw wrong("JWT_SECRET", "is missing, and must be the same on all servers with MONGO_URL");
  }
  if (!production) return;
  if (values.JWT_SECRET !== undefined && values.JWT_SECRET.length < SECRET_LENGTH) {
    throw wrong("JWT_SECRET", `needs ${SECRET_LENGTH} characters or more with NODE_ENV=production`);
  }
  if (values.RATE_LIMITS === "off") {
    throw wrong("RATE_LIMITS", "can't be off with NODE_ENV=production");
  }
};

const pair = <K extends string, L extends string>(
  first: readonly [K, string | undefined],
  second: readonly [L, string | undefined],
): Readonly<Record<K | L, string>> | undefined =>
  first[1] === undefined || second[1] === undefined
    ? undefined
    : // Both names are there, with strings.
      (Object.freeze({ [first[0]]: first[1], [second[0]]: second[1] }) as Record<K | L, string>);

const clusterOf = ({ MONGO_URL, REDIS_URL, DB_NAME }: SettingValues): Config["cluster"] =>
  MONGO_URL === undefined || REDIS_URL === undefined
    ? undefined
    : Object.freeze({
        mongoUrl: MONGO_URL,
        dbName: DB_NAME ?? "crosstalk",
        redisUrl: REDIS_URL,
      });

/** Throws ConfigError. Looks at nothing but `env`. */
export const readConfig = (env: Environment): Config => {
  const values = parse(env);
  const production = env["NODE_ENV"] === "production";
  refuseContradictions(values, production);
  const { RETENTION_DAYS: retentionDays, EPHEMERAL_TTL: ttlSeconds } = values;
  return Object.freeze<Config>({
    production,
    port: values.PORT ?? 3000,
    host: values.HOST ?? "0.0.0.0",
    publicUrl: values.PUBLIC_URL,
    cluster: clusterOf(values),
    dataDir: values.DATA_DIR ?? "./data",
    jwtSecret: values.JWT_SECRET,
    corsOrigins: values.CORS_ORIGINS ?? [],
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    serverId: values.SERVER_ID,
    firstAdmin: pair(["username", values.ADMIN_USERNAME], ["password", values.ADMIN_PASSWORD]),
    totpOff: values.ADMIN_TOTP_OFF,
    guests: values.GUESTS ?? "on",
    registration: values.REGISTRATION ?? "open",
    ephemeralTtlMs: ttlSeconds === undefined ? LIMITS.ephemeralTtlMs : ttlSeconds * 1_000,
    retentionMs: retentionDays === undefined ? undefined : retentionDays * DAY_MS,
    metricsToken: values.METRICS_TOKEN,
    rateLimits: values.RATE_LIMITS !== "off",
    logLevel: values.LOG_LEVEL ?? "info",
    tls: pair(["cert", values.TLS_CERT], ["key", values.TLS_KEY]),
  });
};
