import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Who may import whom, as DESIGN §1 has it: the table that the lint rules must amount to. */
const may: Record<string, readonly string[]> = {
  "src/protocol/": [],
  "src/ports/": ["src/protocol/"],
  "src/core/": ["src/protocol/", "src/ports/"],
  "src/realtime/": ["src/protocol/", "src/ports/", "src/core/"],
  "src/http/": ["src/protocol/", "src/ports/", "src/core/"],
  "src/adapters/store/": ["src/protocol/", "src/ports/"],
  "src/client/": ["src/protocol/"],
  "src/config.ts": ["src/protocol/"],
  "src/services.ts": ["src/protocol/", "src/ports/", "src/core/", "src/realtime/", "src/config.ts"],
  "src/app.ts": [
    "src/protocol/",
    "src/ports/",
    "src/core/",
    "src/realtime/",
    "src/http/",
    "src/config.ts",
    "src/services.ts",
  ],
  "src/compose/": [
    "src/protocol/",
    "src/ports/",
    "src/core/",
    "src/realtime/",
    "src/http/",
    "src/adapters/store/",
    "src/config.ts",
    "src/services.ts",
  ],
  "src/compose.ts": [
    "src/protocol/",
    "src/ports/",
    "src/core/",
    "src/realtime/",
    "src/http/",
    "src/adapters/store/",
    "src/config.ts",
    "src/services.ts",
    "src/app.ts",
    "src/compose/",
  ],
  "src/runtime/": [
    "src/protocol/",
    "src/ports/",
    "src/core/",
    "src/realtime/",
    "src/http/",
    "src/config.ts",
    "src/services.ts",
    "src/app.ts",
    "src/compose.ts",
  ],
  "ui/": [],
  "chat-ui/src/": ["ui/", "src/protocol/", "src/client/"],
  "admin-ui/src/": ["ui/", "src/protocol/", "src/client/"],
  "examples/": ["src/protocol/", "src/client/"],
};

interface Case {
  readonly name: string;
  /** Where the code would stand in the project. */
  readonly path: string;
  readonly code: string;
  /** The lint rule that must object, or none for code that is right. */
  readonly rule: string | undefined;
}

function importStatement(from: string, to: string): string {
  const specifier = relative(dirname(from), to);
  return `import "${specifier.startsWith(".") ? specifier : `./${specifier}`}";\n`;
}

/** `place` is a folder, ending in "/", or a file; a number keeps the cases' files apart. */
function fileIn(place: string, number: number): string {
  return place.endsWith("/") ? `${place}deep/case-${number}.ts` : place;
}

const imports = "lint/style/noRestrictedImports";
const globals = "lint/style/noRestrictedGlobals";
const properties = "lint/nursery/noJsRestrictedProperties";

const directionCases: Case[] = [];
for (const [from, allowed] of Object.entries(may)) {
  for (const to of Object.keys(may)) {
    if (from === to) continue;
    const path = fileIn(from, directionCases.length);
    directionCases.push({
      name: `${from} → ${to}`,
      path,
      code: importStatement(path, to.endsWith("/") ? `${to}target.ts` : to),
      rule: allowed.includes(to) ? undefined : imports,
    });
  }
}

const formCases: Case[] = [
  { name: "a type", code: 'import type { A } from "../http/a.ts";\nexport type B = A;\n' },
  { name: "a re-export", code: 'export { a } from "../http/a.ts";\n' },
  { name: "a dynamic import", code: 'export const a = import("../http/a.ts");\n' },
  { name: "one folder deeper", code: 'import "../../http/middleware/a.ts";\n' },
  { name: "a built-in", code: 'import "node:fs";\n' },
  { name: "a built-in without its prefix", code: 'import "fs";\n' },
  { name: "a web framework", code: 'import "hono/cors";\n' },
  { name: "tests", code: 'import "../../tests/a.ts";\n' },
].map((form, number) => ({
  name: `src/core → ${form.name}`,
  path: `src/core/form-${number}.ts`,
  code: form.code,
  rule: imports,
}));

const otherCases: Case[] = [
  ["src/http/bun.ts", "export const a = Bun.version;\n", globals],
  ["src/adapters/bus/deno.ts", "export const a = Deno.version;\n", globals],
  ["chat-ui/src/deno.ts", "export const a = Deno.version;\n", globals],
  ["src/http/bun-global.ts", "export const a = globalThis.Bun;\n", properties],
  ["src/core/deno-global.ts", "export const a = globalThis.Deno;\n", properties],
  ["src/runtime/bun.ts", "export const a = Bun.version;\n", undefined],
  ["src/runtime/deno-global.ts", "export const a = globalThis.Deno;\n", undefined],
  ["src/http/process.ts", "export const a = process.pid;\n", globals],
  ["src/core/timer.ts", "setTimeout(() => undefined, 1);\n", globals],
  ["src/realtime/now.ts", "export const a = Date.now();\n", properties],
  ["src/core/random.ts", "export const a = Math.random();\n", properties],
  ["src/core/uuid.ts", "export const a = crypto.randomUUID();\n", properties],
  ["src/adapters/clock/now.ts", "export const a = Date.now();\n", undefined],
  ["src/client/node.ts", 'import "node:events";\n', imports],
  ["chat-ui/src/node.ts", 'import "node:events";\n', imports],
  ["ui/node.ts", 'import "node:events";\n', imports],
  ["ui/beside.ts", 'import "./logic/a.ts";\n', undefined],
  ["src/http/console.ts", 'console.log("x");\n', "lint/suspicious/noConsole"],
  ["src/runtime/console.ts", 'console.log("x");\n', undefined],
  ["src/http/dev.ts", 'import "vite";\n', "lint/correctness/noUndeclaredDependencies"],
  ["src/http/any.ts", "export const a: any = 1;\n", "lint/suspicious/noExplicitAny"],
  [
    "src/http/bang.ts",
    "export const a = (b?: string): string => b!;\n",
    "lint/style/noNonNullAssertion",
  ],
  ["src/http/floating.ts", "async function a() {}\na();\n", "lint/nursery/noFloatingPromises"],
  ["src/http/barrel.ts", 'export * from "./a.ts";\n', "lint/performance/noBarrelFile"],
  ["tests/skip.test.ts", 'xit("a", () => {});\n', "lint/suspicious/noSkippedTests"],
].map(([path = "", code = "", rule]) => ({
  name: `${path}: ${code.trim().replaceAll("\n", " ")}`,
  path,
  code,
  rule,
}));

const project = join(import.meta.dirname, "../..");
const sandboxes: string[] = [];

/** Lints the cases in a copy of the configuration; the answer is the rules broken, by path. */
function lint(cases: readonly Case[]): Map<string, Set<string>> {
  const sandbox = realpathSync(mkdtempSync(join(tmpdir(), "crosstalk-lint-")));
  sandboxes.push(sandbox);
  for (const file of ["biome.json", "biome.layers.json", ".editorconfig", ".gitignore"]) {
    copyFileSync(join(project, file), join(sandbox, file));
  }
  copyFileSync(join(project, "package.json"), join(sandbox, "package.json"));
  for (const { path, code } of cases) {
    mkdirSync(dirname(join(sandbox, path)), { recursive: true });
    writeFileSync(join(sandbox, path), code);
  }
  const report = runBiome(sandbox);
  const broken = new Map<string, Set<string>>();
  for (const { path } of cases) broken.set(path, new Set());
  for (const match of report.matchAll(/^::error title=([^,]+),.*?file=([^,]+),/gm)) {
    const [, rule = "", file = ""] = match;
    broken.get(relative(sandbox, file))?.add(rule);
  }
  return broken;
}

function runBiome(folder: string): string {
  const biome = join(project, "node_modules/.bin/biome");
  const flags = ["lint", "--max-diagnostics=none", "--reporter=github", "."];
  try {
    return execFileSync(biome, flags, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    // Biome ends with 1 where it found something, which most of the cases want.
    if (error instanceof Error && "stdout" in error && error.stdout) return String(error.stdout);
    throw error;
  }
}

afterAll(() => {
  for (const sandbox of sandboxes) rmSync(sandbox, { recursive: true });
});

describe.each([
  ["import direction", directionCases],
  ["every form of import", formCases],
  ["what only some places may do", otherCases],
])("%s", (_title, cases) => {
  // app.ts, config.ts and compose.ts are one file each, so their cases cannot share a sandbox.
  const broken = new Map<Case, Set<string>>();

  beforeAll(() => {
    let waiting = [...cases];
    while (waiting.length > 0) {
      const batch = waiting.filter(
        (one, index) => waiting.findIndex(({ path }) => path === one.path) === index,
      );
      const found = lint(batch);
      for (const one of batch) broken.set(one, found.get(one.path) ?? new Set());
      waiting = waiting.filter((one) => !batch.includes(one));
    }
  }, 240_000);

  test.each(cases.map((one) => [one.name, one] as const))("%s", (_name, one) => {
    const rules = broken.get(one);
    if (one.rule) expect(rules).toContain(one.rule);
    else for (const rule of [imports, globals, properties]) expect(rules).not.toContain(rule);
  });
});
