import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { mongodBinary } from "../../tests/harness/mongod-binary.ts";
import { ROOT } from "../../tests/harness/runtime-command.ts";
import { type Environment, output, show, works } from "./shell.ts";

const CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";
const DEBIAN = "debian:bookworm-slim";

/** Stand-ins, and the images of the Dockerfiles and of docker-compose.yml whose places they take. */
const IMAGES = {
  node: "node:24.21.0-bookworm-slim",
  bun: "oven/bun:1.4.5-slim",
  deno: "denoland/deno:bin-2.9.5",
  redis: "redis:7.4",
  mongo: "mongo:8.0",
  nginx: "nginx:1.28",
} as const;

const pinned = (path: string): string => realpathSync(join(ROOT, "node_modules", path));

/** What the Dockerfiles of the stand-ins copy. */
const fillContext = async (folder: string): Promise<void> => {
  copyFileSync(pinned(".bin/node"), join(folder, "node"));
  copyFileSync(pinned(".bin/bun"), join(folder, "bun"));
  copyFileSync(pinned("deno/deno"), join(folder, "deno"));
  copyFileSync(mongodBinary(), join(folder, "mongod"));
  const npm = dirname(dirname(realpathSync(await output("sh", ["-c", "command -v npm"]))));
  cpSync(npm, join(folder, "npm"), { recursive: true, dereference: true });
  const registry = await output("npm", ["config", "get", "registry"]);
  writeFileSync(join(folder, "npmrc"), `registry=${registry}\ncafile=${CERTIFICATES}\n`);
  copyFileSync(CERTIFICATES, join(folder, "ca-certificates.crt"));
};

const bootstrapDebian = (): void => {
  const folder = mkdtempSync(join(tmpdir(), "crosstalk-debian-"));
  try {
    show("debootstrap", ["--variant=minbase", "--include=ca-certificates", "bookworm", folder]);
    show("sh", ["-c", 'tar -C "$0" -c . | podman import - "$1"', folder, DEBIAN]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * Images under the names that the Dockerfiles and docker-compose.yml use, made of Debian's packages and of what
 * node_modules has: for machines that reach no registry of images. Needs podman and debootstrap, as root.
 */
export const buildStandIns = async (env: Environment): Promise<void> => {
  if (!works("podman", ["image", "exists", DEBIAN])) bootstrapDebian();
  const context = mkdtempSync(join(tmpdir(), "crosstalk-stand-ins-"));
  try {
    await fillContext(context);
    for (const [name, image] of Object.entries(IMAGES)) {
      if (works("podman", ["image", "exists", image])) continue;
      const file = join(import.meta.dirname, `stand-ins/${name}.Dockerfile`);
      if (!existsSync(file)) throw new Error(`There is no ${file}`);
      show("podman", ["build", "-q", "-f", file, "-t", image, context], env);
    }
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
};
