import type { NamedCase } from "./on-runtimes.ts";

/**
 * Runs all cases on the runtime that runs this, `abreast` at once, and prints one JSON line for each. With an
 * argument, those alone whose names hold it.
 */
export const reportCases = async (cases: readonly NamedCase[], abreast = 1): Promise<void> => {
  const [only = ""] = process.argv.slice(2);
  const waiting = cases.filter(({ name }) => name.includes(only)).values();
  const runSome = async (): Promise<void> => {
    for (const { name, run } of waiting) await report(name, run);
  };
  await Promise.all(Array.from({ length: abreast }, runSome));
};

const report = async (name: string, run: () => Promise<void>): Promise<void> => {
  const start = performance.now();
  try {
    await run();
    console.log(JSON.stringify({ name, ms: Math.round(performance.now() - start) }));
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.log(JSON.stringify({ name, failure }));
  }
};
