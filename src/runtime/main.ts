import process from "node:process";
import {
  type ProcessStage,
  type RunningServer,
  type Runtime,
  StartError,
} from "../ports/runtime.ts";

/** PROTOCOL §4: gone within 25 s of SIGTERM, whatever hangs. */
const DRAIN_MS = 24_000;
/** npm passes on a Ctrl-C that the terminal has sent here already: one key press, two signals. */
const SAME_KEY_PRESS_MS = 500;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** Drains and exits: 0 when it worked, 1 when it didn't or when a fault was the reason to stop. */
const stop = async (server: RunningServer, exitCode: number): Promise<void> => {
  setTimeout(() => {
    server.report("drain", new Error(`not drained within ${DRAIN_MS} ms`));
    process.exit(1);
  }, DRAIN_MS);
  try {
    await server.drain();
  } catch (error) {
    server.report("drain", error);
    process.exit(1);
  }
  process.exit(exitCode);
};

/** The life of the process: starts the server, keeps it up, and ends it in order. */
export const main = async (
  runtime: Runtime,
  start: (runtime: Runtime) => Promise<RunningServer>,
): Promise<void> => {
  let server: RunningServer | undefined;
  let stopping = false;
  let interruptedAt = Number.NEGATIVE_INFINITY;

  /** Stops in order the first time; at once when there is nothing to stop, or no patience left. */
  const end = (inOrder: number, atOnce: number): void => {
    if (stopping || server === undefined) process.exit(atOnce);
    stopping = true;
    void stop(server, inOrder);
  };
  const report = (stage: ProcessStage, error: unknown): void => {
    if (server === undefined) console.error(stage, error);
    else server.report(stage, error);
  };

  // Whoever sends a second one doesn't want to wait.
  process.on("SIGTERM", () => end(0, SIGNALS.SIGTERM));
  process.on("SIGINT", () => {
    const sinceLastMs = performance.now() - interruptedAt;
    if (sinceLastMs < SAME_KEY_PRESS_MS) return;
    interruptedAt = performance.now();
    end(0, SIGNALS.SIGINT);
  });
  process.on("unhandledRejection", (error) => report("unhandled_rejection", error));
  // Something was left half done and can't be trusted: clients resume elsewhere or after a restart.
  // https://nodejs.org/api/process.html#warning-using-uncaughtexception-correctly
  process.on("uncaughtException", (error) => {
    report("uncaught_exception", error);
    if (!stopping) end(1, 1);
  });

  try {
    server = await start(runtime);
  } catch (error) {
    console.error(error instanceof StartError ? error.message : error);
    process.exit(1);
  }
  void server.broken.then(({ message }) => {
    console.error(message);
    process.exit(1);
  });
  console.log(`Crosstalk is at ${server.url} (${runtime.name} ${runtime.version})`);
  if (server.firstAdminLink !== undefined) {
    console.log(`There is no admin yet: open the link in ${server.firstAdminLink}`);
  }
};
