import { once } from "node:events";
import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failedStart } from "../harness/failed-start.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";

describe.each(RUNTIMES)("%s does not start with a wrong setting, and says which", (runtime) => {
  it.each<[name: string, env: Record<string, string>]>([
    ["PORT", { PORT: "http" }],
    ["REDIS_URL", { MONGO_URL: "mongodb://127.0.0.1" }],
    ["JWT_SECRET", { NODE_ENV: "production", JWT_SECRET: "short" }],
    ["CORS_ORIGINS", { CORS_ORIGINS: "*" }],
    ["RATE_LIMITS", { NODE_ENV: "production", RATE_LIMITS: "off" }],
    ["ADMIN_PASSWORD", { ADMIN_USERNAME: "root" }],
    ["GUESTS", { GUESTS: "yes" }],
    ["DATA_DIR", { DATA_DIR: "/dev/null/data" }],
    ["DATA_DIR", { DATA_DIR: "/proc/nothing/of/ours" }],
  ])("%s", async (name, env) => {
    const { code, said } = await failedStart(runtime, env);
    expect(code).toBe(1);
    expect(said.trimEnd().split("\n")).toHaveLength(1);
    expect(said).toContain(name);
    expect(said).toContain("for example");
  });

  it("TLS_CERT that is no file", async () => {
    const key = join(await mkdtemp(join(tmpdir(), "crosstalk-key-")), "key.pem");
    await writeFile(key, "");
    const { code, said } = await failedStart(runtime, {
      TLS_CERT: "/nonexistent.pem",
      TLS_KEY: key,
    });
    expect(code).toBe(1);
    expect(said.trimEnd().split("\n")).toHaveLength(1);
    expect(said).toContain("TLS_CERT");
  });

  it("a port in use", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const address = taken.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { code, said } = await failedStart(runtime, { PORT: port });
    taken.close();
    expect(code).toBe(1);
    expect(said.trimEnd().split("\n")).toHaveLength(1);
    expect(said).toContain(port);
  });
});
