import { describe, expect, it } from "vitest";
import { createLogtapeLogger, type LogLevel } from "./logtape-logger.ts";

const capture = (level: LogLevel) => {
  const out: string[] = [];
  const err: string[] = [];
  const logger = createLogtapeLogger({
    level,
    out: { write: (line) => out.push(line) },
    err: { write: (line) => err.push(line) },
  });
  return { logger, out, err };
};

describe("logtape logger", () => {
  it("writes one JSON object a line, warnings and errors to stderr", () => {
    const { logger, out, err } = capture("info");
    logger.info("Started", { port: 3000, tls: false, host: undefined });
    logger.error("Failed\nbadly", { stage: "close" });
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? "")).toMatchObject({
      level: "INFO",
      message: "Started",
      port: 3000,
      tls: false,
    });
    expect(err[0]?.split("\n")).toHaveLength(2);
    expect(JSON.parse(err[0] ?? "")).toMatchObject({ level: "ERROR", stage: "close" });
  });

  it("holds back what is below its level", () => {
    const { logger, out, err } = capture("warning");
    logger.debug("d");
    logger.info("i");
    logger.warn("w");
    expect(out).toEqual([]);
    expect(err).toHaveLength(1);
  });

  it("adds the fields of `with` to every line", () => {
    const { logger, out } = capture("debug");
    logger.with({ request_id: "r1" }).with({ user_id: "u1" }).debug("x", { n: 1 });
    expect(JSON.parse(out[0] ?? "")).toMatchObject({ request_id: "r1", user_id: "u1", n: 1 });
  });

  it("never writes secrets, whether named so or looking so", () => {
    const { logger, out } = capture("info");
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZw";
    const refresh = "01923456-789a-7000-8000-000000000000.12.abcdefghijklmnopqrstuvwxyz";
    logger.info(`bad token ${jwt}`, {
      password: "hunter22",
      access_token: "x1",
      content: "hello there",
      path: "/api/ws?token=plain-secret&v=1",
      cause: `cookie ${refresh} was refused`,
    });
    const line = out[0] ?? "";
    for (const secret of [jwt, refresh, "hunter22", "x1", "hello there", "plain-secret"]) {
      expect(line).not.toContain(secret);
    }
    expect(line).toContain("&v=1");
  });
});
