import { redisCases } from "./redis-cases.ts";
import { endSharedRedis } from "./redis-targets.ts";
import { reportCases } from "./report-cases.ts";

await reportCases(redisCases.filter(({ isolated }) => !isolated));
// Most of their time they wait, for a lease to end or a connection to be given up.
await reportCases(
  redisCases.filter(({ isolated }) => isolated),
  6,
);
await endSharedRedis();
process.exit(0);
