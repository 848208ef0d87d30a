import { test } from "@playwright/test";
import type { RuntimeName } from "../src/protocol/primitives.ts";
import { ServerProcess } from "../tests/harness/server-process.ts";

const RUNTIMES: readonly RuntimeName[] = ["node", "bun", "deno"];

/** A server for the tests of one file, on the runtime that the project is named after. */
export const serverForSpec = (
  env: Readonly<Record<string, string>> = { RATE_LIMITS: "off" },
): (() => ServerProcess) => {
  let server: ServerProcess | undefined;
  test.beforeAll(async () => {
    const { name } = test.info().project;
    const runtime = RUNTIMES.find((known) => known === name);
    if (!runtime) throw new Error(`No runtime is called ${name}`);
    server = await ServerProcess.start({ runtime, env });
  });
  test.afterAll(() => server?.[Symbol.asyncDispose]());
  return () => {
    if (!server) throw new Error("The server starts before the tests");
    return server;
  };
};
