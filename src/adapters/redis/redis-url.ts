interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is, as REDIS_URL says it. */
export interface RedisTarget {
  readonly kind: "single" | "sentinel" | "cluster";
  /** One of a single server; some of a cluster's nodes; the Sentinels. */
  readonly addresses: readonly [RedisAddress, ...RedisAddress[]];
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: boolean;
  readonly db: number;
  /** What Sentinels call the master. */
  readonly master: string | undefined;
}

/** REDIS_URL can't be read: the message says what it should be, and repeats nothing of it. */
export class RedisUrlError extends Error {
  override readonly name = "RedisUrlError";
}

const SCHEMES: Readonly<Record<string, Pick<RedisTarget, "kind" | "tls">>> = {
  redis: { kind: "single", tls: false },
  rediss: { kind: "single", tls: true },
  "redis-sentinel": { kind: "sentinel", tls: false },
  "rediss-sentinel": { kind: "sentinel", tls: true },
  "redis+sentinel": { kind: "sentinel", tls: false },
  "redis-cluster": { kind: "cluster", tls: false },
  "rediss-cluster": { kind: "cluster", tls: true },
};
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;
const URL_PARTS = /^([a-z+-]+):\/\/(?:([^@]*)@)?([^/?#@]+)(?:\/([^?#]*))?$/;
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/;
const DB = /^\d{1,5}$/;

const wrong = (message: string, cause?: unknown): RedisUrlError =>
  new RedisUrlError(
    `${message}; for example redis://127.0.0.1:6379, redis-cluster://10.0.0.1:6379,10.0.0.2:6379 or redis-sentinel://10.0.0.1:26379,10.0.0.2:26379/mymaster`,
    { cause },
  );

const decoded = (text: string | undefined): string | undefined => {
  try {
    return text === undefined || text === "" ? undefined : decodeURIComponent(text);
  } catch (error) {
    throw wrong("REDIS_URL has a user or password that is not percent-encoded", error);
  }
};

const address = (text: string, defaultPort: number): RedisAddress => {
  const [, host, port] = ADDRESS.exec(text) ?? [];
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535) {
    throw wrong("REDIS_URL must name hosts as host or host:port");
  }
  return { host: host.startsWith("[") ? host.slice(1, -1) : host, port: number };
};

/**
 * `redis://` and `rediss://` (TLS) name one server, or with several hosts a Cluster; `redis-cluster://` a
 * Cluster by some of its nodes; `redis-sentinel://` Sentinels, with the master's name as the path. A
 * database number follows as the last part of the path, but for Clusters, which have one.
 *
 * @throws {RedisUrlError}
 */
export const parseRedisUrl = (url: string): RedisTarget => {
  const [, scheme = "", userInfo = "", hosts = "", path = ""] = URL_PARTS.exec(url) ?? [];
  const known = SCHEMES[scheme];
  if (known === undefined) throw wrong("REDIS_URL must begin with redis:// or one of its kinds");
  const defaultPort = known.kind === "sentinel" ? SENTINEL_PORT : REDIS_PORT;
  const [first, ...others] = hosts.split(",").map((host) => address(host.trim(), defaultPort));
  if (first === undefined) throw wrong("REDIS_URL names no host");
  const kind = known.kind === "single" && others.length > 0 ? "cluster" : known.kind;

  const parts = path.split("/").filter((part) => part !== "");
  const master = kind === "sentinel" ? decoded(parts.shift()) : undefined;
  if (kind === "sentinel" && master === undefined) {
    throw wrong("REDIS_URL must end in the name by which the Sentinels know the master");
  }
  const [db = "0", ...rest] = parts;
  if (!DB.test(db) || rest.length > 0) throw wrong("REDIS_URL must end in a database number");
  if (kind === "cluster" && db !== "0") throw wrong("REDIS_URL: a Cluster has no databases");

  const colon = userInfo.indexOf(":");
  const [user, password] =
    colon < 0 ? [userInfo, ""] : [userInfo.slice(0, colon), userInfo.slice(colon + 1)];
  return {
    kind,
    addresses: [first, ...others],
    username: decoded(user),
    password: decoded(password),
    tls: known.tls,
    db: Number(db),
    master,
  };
};
