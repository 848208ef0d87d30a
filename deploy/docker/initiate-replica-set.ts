/**
 * Makes a new mongod, started with --replSet, a replica set of one member, and waits for it to take writes. Harmless
 * when it is one already. MONGO_MEMBER: its host and port, as the servers will reach it.
 */
import { argv, env, exit } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { MongoClient, MongoServerError } from "mongodb";

const DEADLINE_MS = 60_000;
const NOT_YET_INITIALIZED = 94;
const ALREADY_INITIALIZED = 23;

const member = env["MONGO_MEMBER"] ?? argv[2] ?? "mongo:27017";
const client = new MongoClient(`mongodb://${member}/?directConnection=true`, {
  serverSelectionTimeoutMS: 2_000,
});

const isCode = (error: unknown, code: number): boolean =>
  error instanceof MongoServerError && error.code === code;

/** True once it is a primary. */
const attempt = async (): Promise<boolean> => {
  const admin = client.db("admin");
  try {
    await admin.command({ replSetGetStatus: 1 });
  } catch (error) {
    if (!isCode(error, NOT_YET_INITIALIZED)) throw error;
    const config = { _id: env["MONGO_SET"] ?? "rs0", members: [{ _id: 0, host: member }] };
    await admin.command({ replSetInitiate: config }).catch((raced: unknown) => {
      if (!isCode(raced, ALREADY_INITIALIZED)) throw raced;
    });
  }
  const hello: { isWritablePrimary?: boolean } = await admin.command({ hello: 1 });
  return hello.isWritablePrimary === true;
};

const deadline = performance.now() + DEADLINE_MS;
let last: unknown = "it is no primary";
while (performance.now() < deadline) {
  const primary = await attempt().catch((error: unknown) => {
    last = error;
    return false;
  });
  if (primary) {
    console.log(`${member} is a replica set of one member, and takes writes`);
    exit(0);
  }
  await delay(250);
}
console.error(`${member} is no primary after ${DEADLINE_MS / 1_000} s:`, last);
exit(1);
