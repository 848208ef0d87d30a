/**
 * `npm run cluster [-- --port 8080]`: the topology of docker-compose.yml as plain processes on this machine: nginx,
 * a server on each runtime, Redis and MongoDB as a replica set of one member. Ctrl-C ends all of them, and what
 * they stored is gone.
 *
 * Rate limits are off, so that load tests and browser tests can come from one address.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { ADMIN } from "../tests/harness/rest.ts";
import { Topology } from "../tests/harness/topology.ts";

const { values } = parseArgs({ options: { port: { type: "string", default: "8080" } } });

const asked = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => resolve());
});

await using topology = await Topology.start({
  port: Number(values.port),
  env: { RATE_LIMITS: "off", ...ADMIN },
});
const { cluster, url: address } = topology;
for (const { runtime, url, pid } of cluster.servers) console.log(`${runtime}: ${url} (pid ${pid})`);
console.log(`MongoDB: ${cluster.mongo.url}`);
console.log(`Redis: ${cluster.redis.url}`);
console.log(`The first admin: ${ADMIN.ADMIN_USERNAME}, "${ADMIN.ADMIN_PASSWORD}"`);
console.log(`Crosstalk is at ${address} (Ctrl-C ends it)`);
await asked;
console.log("Ending …");
