import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const FILE = "service-worker.js";
/** Every browser takes what it can show; the emoji of languages that nobody here speaks stay where they are. */
const KEPT = /\.(?:js|css|svg|woff2)$/;

/**
 * Builds the service worker as an entry of its own, at the root, which makes the whole site its scope. It is given
 * the files of this build and a hash over them: a new build is a new worker, byte by byte.
 */
export function serviceWorker(entry: string): Plugin {
  let reference = "";
  return {
    name: "crosstalk:service-worker",
    apply: "build",
    buildStart() {
      reference = this.emitFile({ type: "chunk", id: entry, fileName: FILE });
    },
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle[this.getFileName(reference)];
        if (worker?.type !== "chunk") throw new Error("The service worker was not built");
        const hash = createHash("sha256");
        const files = ["/"];
        for (const [name, file] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          if (file === worker) continue;
          hash.update(name).update(file.type === "chunk" ? file.code : file.source);
          if (KEPT.test(name)) files.push(`/${name}`);
        }
        files.push("/favicon.svg", "/manifest.webmanifest");
        const version = hash.digest("hex").slice(0, 16);
        worker.code =
          `const SHELL_VERSION = ${JSON.stringify(version)}; ` +
          `const SHELL_FILES = ${JSON.stringify(files)};\n${worker.code}`;
      },
    },
  };
}
