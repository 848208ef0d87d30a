import { stderr, stdout } from "node:process";
import { configureSync, getJsonLinesFormatter, getLogger, type LogRecord } from "@logtape/logtape";
import type { LogFields, Logger } from "../../ports/logger.ts";
import { redact, redactText } from "./redaction.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface LogOutput {
  write(line: string): unknown;
}

export interface LogtapeOptions {
  readonly level: LogLevel;
  readonly out: LogOutput;
  /** Where warnings and errors go. */
  readonly err: LogOutput;
}

const format = getJsonLinesFormatter({ message: "template", properties: "flatten" });

const wrap = (fields: LogFields): Logger => {
  const logger = getLogger("crosstalk");
  const all = (more?: LogFields): Record<string, unknown> => redact({ ...fields, ...more });
  return {
    debug: (message, more) => logger.debug(redactText(message), () => all(more)),
    info: (message, more) => logger.info(redactText(message), all(more)),
    warn: (message, more) => logger.warn(redactText(message), all(more)),
    error: (message, more) => logger.error(redactText(message), all(more)),
    with: (more) => wrap({ ...fields, ...more }),
  };
};

/** JSON lines: information to stdout, warnings and errors to stderr. LogTape is configured once a process. */
export const createLogtapeLogger = (options: LogtapeOptions): Logger => {
  const sink = (record: LogRecord): void => {
    const serious = record.level === "warning" || record.level === "error";
    (serious ? options.err : options.out).write(format(record));
  };
  configureSync({
    reset: true,
    sinks: { lines: sink },
    loggers: [
      { category: "crosstalk", lowestLevel: options.level, sinks: ["lines"] },
      // LogTape's own reports would otherwise go to the console in another shape.
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: ["lines"] },
    ],
  });
  return wrap({});
};

/**
 * Whoever reads the log may go away (`npm start | head`). Failing to write a line must not become an error
 * that is logged, and fails again, for ever.
 */
const forgiving = (stream: typeof stdout | typeof stderr): LogOutput => {
  stream.on("error", () => {});
  return {
    write: (line) => {
      try {
        stream.write(line);
      } catch {
        // Deno throws what Node emits.
      }
    },
  };
};

/** What the process prints, made once: each adds a listener to its stream. */
export const processOutputs = (): Omit<LogtapeOptions, "level"> => ({
  out: forgiving(stdout),
  err: forgiving(stderr),
});
