import type { NamedCase } from "./on-runtimes.ts";

/**
 * Runs all cases on the runtime that runs this, `abreast` at once, and prints one JSON line for each. With an
 * argument, those alone whose names hold it.
 */
export const reportCases = async (cases: readonly NamedCase[], abreast = 1): Promise<void> => {
  const [only = ""] = process.argv.slice(2);
  const waiting = cases.filter(({ name }) => name.includes(only)).values();
  let failed = false;
  const runSome = async (): Promise<void> => {
    for (const { name, run } of waiting) if (!(await report(name, run))) failed = true;
  };
  await Promise.all(Array.from({ length: abreast }, runSome));
  // What failed may have left a store open, which would keep the process for ever.
  if (failed) process.stdout.write("", () => process.exit(1));
};

/** Answers whether it passed. */
const report = async (name: string, run: () => Promise<void>): Promise<boolean> => {
  const start = performance.now();
  try {
    await run();
    tell({ name, ms: Math.round(performance.now() - start) });
    return true;
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ name, failure });
    return false;
  }
};

/** What Node's readline takes for the end of a line, and JSON does not. */
const SEPARATORS = /[\u2028\u2029]/g;

const tell = (result: object): void =>
  console.log(
    JSON.stringify(result).replace(SEPARATORS, (found) => `\\u${found.charCodeAt(0).toString(16)}`),
  );
