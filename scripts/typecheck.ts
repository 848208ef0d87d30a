/** `npm run typecheck`: every project of the repository, as many at a time as there are cores. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";

type Project = readonly [compiler: "tsc" | "vue-tsc", folder: string];

// Those that take longest first.
const projects: readonly Project[] = [
  ["vue-tsc", "chat-ui"],
  ["tsc", "."],
  ["vue-tsc", "admin-ui"],
  ["vue-tsc", "ui"],
  ["tsc", "e2e"],
  ["tsc", "bench/ui"],
  ["tsc", "src/client"],
  ["tsc", "chat-ui/service-worker"],
];

const passes = ([compiler, folder]: Project): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(compiler, ["-p", folder], { stdio: ["ignore", "inherit", "inherit"] });
    child.once("error", (error) => {
      console.error(`${compiler}: ${error.message}`);
      resolve(false);
    });
    child.once("close", (code) => resolve(code === 0));
  });

const waiting = [...projects];
let failed = false;
const work = async (): Promise<void> => {
  for (let project = waiting.shift(); project; project = waiting.shift()) {
    if (!(await passes(project))) failed = true;
  }
};
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, work));
process.exit(failed ? 1 : 0);
