import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { lastingPort } from "./free-port.ts";
import { mongodBinary } from "./mongod-binary.ts";
import { until } from "./wait.ts";

/** In memory where there is such a place: hundreds of databases are made, and each waits for its disk. */
const PLACE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** After a kill it has to recover first. */
const START_MS = 60_000;
/** For who asks again and again whether it is there. */
const POLL_MS = 1_000;
/** For who needs the answer, however busy the machine is. */
const ANSWER_MS = 30_000;

export interface MongodOptions {
  /** A replica set's name by default; a standalone without. */
  readonly replicaSet?: string | undefined;
  /** More of mongod's settings, as on its command line. */
  readonly settings?: readonly string[];
  /** Where its data is: in memory by default. */
  readonly place?: string;
}

/** A real mongod on a port that stays the same over kills and restarts. `await using` ends it. */
export class Mongod {
  readonly port: number;
  readonly #options: MongodOptions;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(port: number, options: MongodOptions) {
    this.port = port;
    this.#options = options;
    this.#folder = mkdtempSync(join(options.place ?? PLACE, "crosstalk-mongod-"));
  }

  /** `port`: by default one that nobody else is given. */
  static async start(
    options: MongodOptions = { replicaSet: "rs0" },
    port?: number,
  ): Promise<Mongod> {
    const mongod = new Mongod(port ?? (await lastingPort()), options);
    await mongod.start();
    return mongod;
  }

  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Of the running process. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error("mongod is not running");
    return pid;
  }

  /** Of this one alone, whatever set it is in. */
  get url(): string {
    return `mongodb://${this.host}/?directConnection=true`;
  }

  /** Again after a kill: the same port, with what it had on its disk. */
  async start(): Promise<void> {
    const { replicaSet, settings = [] } = this.#options;
    const log = join(this.#folder, "mongod.log");
    const child = spawn(
      mongodBinary(),
      [
        ...["--dbpath", this.#folder, "--logpath", log, "--bind_ip", "127.0.0.1"],
        ...["--port", String(this.port), "--wiredTigerCacheSizeGB", "0.25", "--quiet"],
        ...["--setParameter", "enableTestCommands=1", "--setParameter", "ttlMonitorSleepSecs=1"],
        ...(replicaSet === undefined ? [] : ["--replSet", replicaSet, "--oplogSize", "64"]),
        ...settings,
      ],
      { stdio: "ignore" },
    );
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("close", () => resolve());
      child.once("error", () => resolve());
    });
    const answers = async (): Promise<boolean> => {
      if (child.exitCode !== null) {
        throw new Error(`mongod ended at start: ${readFileSync(log, "utf8").slice(-2_000)}`);
      }
      return this.command({ ping: 1 }, POLL_MS).then(
        () => true,
        () => false,
      );
    };
    await until(`mongod on ${this.port}`, answers, START_MS);
  }

  /** On the admin database; so long is waited for a mongod that is away. */
  async command(
    command: Record<string, unknown>,
    serverSelectionTimeoutMS = ANSWER_MS,
  ): Promise<Record<string, unknown>> {
    const client = new MongoClient(this.url, { serverSelectionTimeoutMS });
    try {
      return await client.db("admin").command(command);
    } finally {
      await client.close();
    }
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    this.#child?.kill(signal);
    await this.#ended;
    this.#child = undefined;
  }

  /** SIGSTOP: connections stand, and nothing is answered. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A replica set of real mongods, with a primary. `await using` ends them. */
export class MongoSet {
  readonly members: readonly Mongod[];

  private constructor(members: readonly Mongod[]) {
    this.members = members;
  }

  static async start(
    size = 1,
    options: Pick<MongodOptions, "settings" | "place"> & {
      readonly ports?: readonly number[];
    } = {},
  ): Promise<MongoSet> {
    const { ports, ...rest } = options;
    const starting = Array.from({ length: size }, (_, index) =>
      Mongod.start({ ...rest, replicaSet: "rs0" }, ports?.[index]),
    );
    const set = new MongoSet(await Promise.all(starting));
    const [first] = set.members;
    const config = {
      _id: "rs0",
      members: set.members.map(({ host }, _id) => ({ _id, host })),
      // Elections take two seconds rather than ten, and a machine that is held up for one calls for none.
      settings: { electionTimeoutMillis: 2_000, heartbeatIntervalMillis: 500 },
    };
    await first?.command({ replSetInitiate: config });
    await set.primary();
    return set;
  }

  get url(): string {
    return `mongodb://${this.members.map(({ host }) => host).join(",")}/?replicaSet=rs0`;
  }

  /** Waits for one that is elected. */
  primary(): Promise<Mongod> {
    return until("a primary", async () => {
      for (const member of this.members) {
        const hello = await member.command({ hello: 1 }, POLL_MS).catch(() => undefined);
        if (hello?.["isWritablePrimary"] === true) return member;
      }
      return undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const member of this.members) await member[Symbol.asyncDispose]();
  }
}
