import { redisCases } from "./redis-cases.ts";
import { endSharedRedis } from "./redis-targets.ts";

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
// They wait for most of their time, each for a Redis of its own.
await Promise.all(selected.filter(({ isolated }) => isolated).map(runCase));
await endSharedRedis();
process.exit(0);
