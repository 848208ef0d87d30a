import { redisCases } from "./redis-cases.ts";
import { endSharedRedis } from "./redis-targets.ts";

const LANES = 6;

/** Runs the cases over Redis on the runtime that runs this file, and prints one JSON line for each. */
const [only] = process.argv.slice(2);
const selected = redisCases.filter(({ name }) => only === undefined || name.includes(only));

const runCase = async ({ name, run }: (typeof redisCases)[number]): Promise<void> => {
  const start = performance.now();
  try {
    await run();
    console.log(JSON.stringify({ name, ms: Math.round(performance.now() - start) }));
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(JSON.stringify({ name, failure }));
  }
};

for (const one of selected.filter(({ isolated }) => !isolated)) await runCase(one);
// Most of their time they wait, for a lease to end or a connection to be given up; some at a time.
const waiting = selected.filter(({ isolated }) => isolated);
const lane = async (): Promise<void> => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runCase(next);
};
await Promise.all(Array.from({ length: LANES }, lane));
await endSharedRedis();
process.exit(0);
