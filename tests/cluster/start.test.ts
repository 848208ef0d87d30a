import { afterAll, beforeAll, expect, test } from "vitest";
import type { RuntimeName } from "../../src/protocol/primitives.ts";
import { type FailedStart, failedStart } from "../harness/failed-start.ts";
import { Mongod, MongoSet } from "../harness/mongod.ts";
import { RedisProcess } from "../harness/redis.ts";
import { Rest, register } from "../harness/rest.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

interface Ready {
  readonly status: string;
  readonly dependencies: readonly { readonly ok: boolean; readonly detail?: string }[];
}

let mongo: MongoSet;
let redis: RedisProcess;
const JWT_SECRET = "a secret of the tests that all servers share";

beforeAll(async () => {
  [mongo, redis] = await Promise.all([MongoSet.start(), RedisProcess.start()]);
});

afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
  await mongo?.[Symbol.asyncDispose]();
});

const settings = (more: Readonly<Record<string, string>> = {}) => ({
  MONGO_URL: mongo.url,
  REDIS_URL: redis.url,
  JWT_SECRET,
  ...more,
});

const expectOneLine = ({ code, said }: FailedStart, ...words: readonly string[]): void => {
  expect(code).toBe(1);
  for (const word of words) expect(said).toContain(word);
  // Beside it, what a library prints of its own is none of the operator's business, nor is a stack.
  const lines = said.trimEnd().split("\n");
  expect(lines.filter((line) => !line.startsWith("{"))).toHaveLength(1);
};

test("a second server of one SERVER_ID waits for a lease, and refuses; one after kill -9 starts", async () => {
  const env = settings({ SERVER_ID: "same" });
  await using first = await ServerProcess.start({ runtime: "node", env });
  expectOneLine(await failedStart("deno", env), "SERVER_ID", "for example");
  expect((await fetch(`${first.url}/api/ready`)).status, "the first is as it was").toBe(200);
  await first.restart();
  expect(await new Rest(first.url).ok("GET", "/api/stats")).toMatchObject({ servers: 1 });
});

test("a wrong password of Redis ends it with one line", async () => {
  await using locked = await RedisProcess.start({ password: "of Redis" });
  const open = `redis://127.0.0.1:${locked.port}`;
  expectOneLine(await failedStart("bun", settings({ REDIS_URL: open })), "REDIS_URL");
});

test("a wrong password of MongoDB ends it with one line", async () => {
  const url = mongo.url.replace("mongodb://", "mongodb://somebody:wrong@");
  const failed = await failedStart("deno", settings({ MONGO_URL: url }));
  expectOneLine(failed, "MongoDB");
  expect(failed.said).not.toContain("wrong@");
});

test("a standalone mongod ends it with the line that cures it", async () => {
  await using standalone = await Mongod.start({});
  const failed = await failedStart("node", settings({ MONGO_URL: standalone.url }));
  expectOneLine(failed, "--replSet", "rs.initiate");
});

/** Starts a server while a service is away, which then comes up and turns out to be one that waiting does not cure. */
const comesLate = async (
  runtime: RuntimeName,
  env: Readonly<Record<string, string>>,
  service: { kill(): Promise<void>; start(): Promise<void> },
): Promise<FailedStart> => {
  await service.kill();
  await using server = await ServerProcess.launch({ runtime, env });
  const waits = () => server.logs.some((line) => line.includes("not ready yet"));
  await until("it waits", waits);
  await service.start();
  await until("it has ended", () => !server.running);
  const { code } = await server.signal("SIGTERM");
  const said = server.logs.filter((line) => !line.startsWith("Crosstalk is at"));
  return { code, said: said.join("\n") };
};

test("a Redis that comes up late and refuses the password ends it with one line", async () => {
  await using locked = await RedisProcess.start({ password: "of Redis" });
  const url = `redis://:wrong-one@127.0.0.1:${locked.port}`;
  const failed = await comesLate("node", settings({ REDIS_URL: url }), locked);
  expectOneLine(failed, "REDIS_URL", "WRONGPASS");
  expect(failed.said).not.toContain("wrong-one");
});

test("a MongoDB that comes up late and refuses the password ends it with one line", async () => {
  const [mongod] = mongo.members;
  if (mongod === undefined) throw new Error("no mongod");
  const url = mongo.url.replace("mongodb://", "mongodb://somebody:wrong-one@");
  const failed = await comesLate("bun", settings({ MONGO_URL: url }), mongod);
  expectOneLine(failed, "MONGO_URL");
  expect(failed.said).not.toContain("wrong-one");
});

test("a standalone mongod that comes up late ends it with the line that cures it", async () => {
  await using standalone = await Mongod.start({});
  const env = settings({ MONGO_URL: standalone.url });
  expectOneLine(await comesLate("deno", env, standalone), "--replSet", "rs.initiate");
});

test("without Redis and MongoDB it listens, says what is missing, and serves when they come", async () => {
  const [mongod] = mongo.members;
  await redis.kill();
  await mongod?.kill();
  await using server = await ServerProcess.launch({ runtime: "bun", env: settings() });
  const rest = new Rest(server.url);
  const readiness = () => rest.call<Ready>("GET", "/api/ready").catch(() => undefined);
  const missing = async (...away: readonly boolean[]) => {
    const answer = await readiness();
    if (answer === undefined) return false;
    expect(answer.status).toBe(503);
    expect(answer.body.status).toBe("unavailable");
    for (const { ok, detail } of answer.body.dependencies) expect(ok || detail !== "").toBe(true);
    return answer.body.dependencies.every(({ ok }, i) => ok !== away[i]);
  };
  await until("both are missing", () => missing(true, true));
  const body = { username: "ada", password: "correct horse battery staple" };
  expect((await rest.call("POST", "/api/auth/register", { body })).status).toBe(503);
  expect((await rest.call("GET", "/api/health")).status).toBe(200);
  const errors = server.logs.filter((line) => line.includes('"level":"ERROR"'));
  expect(errors, "what it can't serve yet is no fault of its own").toEqual([]);

  await redis.start();
  await until("MongoDB is missing", () => missing(true, false));
  await mongod?.start();
  await server.ready();
  expect((await register(rest, "ada")).user.username).toBe("ada");
});
