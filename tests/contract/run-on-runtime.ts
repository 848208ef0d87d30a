import { sqliteCases } from "./sqlite-cases.ts";
import { openSqliteTarget } from "./sqlite-target.ts";
import { storeContract } from "./store.ts";

/** Runs all cases on the runtime that runs this file, and prints one JSON line for each. */
const cases = [...storeContract(openSqliteTarget), ...sqliteCases];
const [only] = process.argv.slice(2);
for (const { name, run } of cases) {
  if (only !== undefined && !name.includes(only)) continue;
  const start = performance.now();
  try {
    await run();
    console.log(JSON.stringify({ name, ms: Math.round(performance.now() - start) }));
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(JSON.stringify({ name, failure }));
  }
}
