import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { SETTINGS, type SettingName, settingOf } from "../../src/config-values.ts";
import { ROOT, RUNTIMES, serverCommand } from "../harness/runtime-command.ts";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const manifest = v.parse(
  v.object({ devDependencies: v.record(v.string(), v.string()) }),
  JSON.parse(read("package.json")),
);

const Service = v.object({
  image: v.string(),
  user: v.string(),
  read_only: v.literal(true),
  cap_drop: v.tuple([v.literal("ALL")]),
  security_opt: v.tuple([v.literal("no-new-privileges:true")]),
  environment: v.optional(v.record(v.string(), v.string()), {}),
  secrets: v.optional(v.array(v.string()), []),
  networks: v.union([
    v.array(v.string()),
    v.record(v.string(), v.nullable(v.object({ ipv4_address: v.string() }))),
  ]),
  ports: v.optional(v.array(v.string()), []),
  healthcheck: v.optional(v.object({ test: v.array(v.string()) })),
});
const compose = v.parse(
  v.object({
    services: v.record(v.string(), Service),
    secrets: v.record(v.string(), v.object({ file: v.string() })),
    networks: v.object({ back: v.object({ internal: v.literal(true) }) }),
  }),
  parse(read("docker-compose.yml"), { merge: true }),
);

const service = (name: string): v.InferOutput<typeof Service> => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no ${name}`);
  return found;
};

const addressOf = (name: string): string | undefined => {
  const { networks } = service(name);
  return Array.isArray(networks) ? undefined : networks["front"]?.ipv4_address;
};

const instructions = (runtime: string, name: string): string[] =>
  read(`deploy/docker/${runtime}.Dockerfile`)
    .split("\n")
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));

describe("docker-compose.yml", () => {
  test("no container is root's, and only nginx can be reached from outside", () => {
    for (const [name, { user, ports, networks }] of Object.entries(compose.services)) {
      expect.soft(user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect.soft(ports.length > 0, name).toBe(name === "nginx");
      const joined = Array.isArray(networks) ? networks : Object.keys(networks);
      const facing = ["nginx", ...RUNTIMES].includes(name) ? ["front"] : [];
      const behind = name === "nginx" ? [] : ["back"];
      expect.soft(joined, name).toEqual([...facing, ...behind]);
    }
  });

  test("all that stays up has a health check; servers are asked whether they are ready", () => {
    for (const [name, { healthcheck }] of Object.entries(compose.services)) {
      expect.soft(healthcheck !== undefined, name).toBe(name !== "mongo-init");
    }
    for (const runtime of RUNTIMES) {
      expect(service(runtime).healthcheck?.test.at(-1)).toBe("deploy/docker/ready.ts");
    }
    expect(service("nginx").healthcheck?.test.at(-1)).toMatch(/\/api\/ready$/);
  });

  test("nginx knows the servers, and they believe it alone", () => {
    for (const site of ["http", "https"]) {
      const listed = read(`deploy/nginx/${site}/servers.conf`).matchAll(/^server ([\d.]+):3000 /gm);
      expect([...listed].map(([, address]) => address)).toEqual(RUNTIMES.map(addressOf));
    }
    for (const runtime of RUNTIMES) {
      expect(service(runtime).environment["TRUSTED_PROXIES"]).toBe(addressOf("nginx"));
    }
  });

  test("servers are set as they can be, and alike but for their names; secrets come from files", () => {
    const [first = "", ...others] = RUNTIMES;
    const { SERVER_ID: _, ...settings } = service(first).environment;
    for (const other of others) {
      const { SERVER_ID: id, ...same } = service(other).environment;
      expect(id).toBe(other);
      expect(same).toEqual(settings);
    }
    const entrypoint = read("deploy/docker/entrypoint.sh");
    for (const [name, value] of Object.entries(settings)) {
      const setting = name.replace(/_FILE$/, "");
      expect(SETTINGS).toHaveProperty(setting);
      if (name === setting) continue;
      expect(entrypoint).toMatch(new RegExp(`^for name in .*\\b${setting}\\b`, "m"));
      const secret = value.replace("/run/secrets/", "");
      expect(service(first).secrets).toContain(secret);
      expect(read("deploy/make-secrets.sh")).toContain(secret);
    }
    for (const { secrets } of Object.values(compose.services)) {
      expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(secrets));
    }
  });
});

describe.each(RUNTIMES)("the image of %s", (runtime) => {
  test("runs what `npm run` runs, in place of the shell", () => {
    const [command] = instructions(runtime, "CMD");
    const words = v.parse(v.array(v.string()), JSON.parse(command ?? ""));
    const shipped = serverCommand(runtime);
    const start = shipped.indexOf(words[0] ?? "");
    expect(words).toEqual(shipped.slice(start));
    const environment = instructions(runtime, "ENV").join(" ").split(" ");
    for (const set of shipped.slice(1, start)) {
      // A cache in a folder that the container can't write.
      if (!set.startsWith("NODE_COMPILE_CACHE=")) expect(environment).toContain(set);
    }
    expect(instructions(runtime, "ENTRYPOINT")).toEqual(['["sh", "deploy/docker/entrypoint.sh"]']);
    expect(instructions(runtime, "USER")).toEqual(["10001:10001"]);
  });

  test("has the version that is tested, and production dependencies alone", () => {
    const images = instructions(runtime, "FROM").join("\n");
    expect(images).toContain(`node:${manifest.devDependencies["node"]}-bookworm-slim AS manifest`);
    const versions = { node: "node:", bun: "oven/bun:", deno: "denoland/deno:bin-" };
    expect(images).toContain(`${versions[runtime]}${manifest.devDependencies[runtime]}`);
    expect(instructions(runtime, "RUN")).toContain("npm ci --ignore-scripts --omit=dev");
    const copied = instructions(runtime, "COPY");
    expect(copied).toContain("--from=dependencies /app/node_modules node_modules");
  });
});

describe("deploy/docker/entrypoint.sh", () => {
  const run = (env: Record<string, string>, ...command: string[]) =>
    spawnSync("sh", [join(ROOT, "deploy/docker/entrypoint.sh"), ...command], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", ...env },
    });

  test("puts what files hold where servers look for it", () => {
    const folder = mkdtempSync(join(tmpdir(), "crosstalk-entrypoint-"));
    const secret = "with spaces, 'quotes', $dollars and `more`";
    writeFileSync(join(folder, "secret"), `${secret}\n`);
    const names = (Object.keys(SETTINGS) as SettingName[]).filter(
      (n) => settingOf(n).secret === true,
    );
    for (const name of names) {
      const { stdout } = run({ [`${name}_FILE`]: join(folder, "secret") }, "printenv", name);
      expect(stdout).toBe(`${secret}\n`);
    }
    expect(run({ JWT_SECRET: "as it is" }, "printenv", "JWT_SECRET").stdout).toBe("as it is\n");
    rmSync(folder, { recursive: true });
  });

  test("a file that can't be read stops the start, in words", () => {
    const { status, stderr } = run({ JWT_SECRET_FILE: "/nowhere" }, "true");
    expect(status).toBe(1);
    expect(stderr).toContain("JWT_SECRET_FILE can't be read");
  });
});

test("deploy/make-secrets.sh makes what is missing, and keeps what is there", () => {
  const folder = mkdtempSync(join(tmpdir(), "crosstalk-secrets-"));
  const make = () => execFileSync("sh", [join(ROOT, "deploy/make-secrets.sh"), folder]);
  const secret = () => readFileSync(join(folder, "jwt_secret"), "utf8");
  make();
  const first = secret();
  expect(first).toMatch(/^[\da-f]{64}\n$/);
  make();
  expect(secret()).toBe(first);
  rmSync(folder, { recursive: true });
});
