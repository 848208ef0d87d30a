/**
 * `npm run dev [-- --runtime node|bun|deno]`: the server, restarted as its files change, and both
 * Vite dev servers, which pass /api on to it. Ctrl-C ends all of them.
 *
 *   http://localhost:5173/        chat UI
 *   http://localhost:5174/admin/  dashboard
 *   http://localhost:3000/        the server itself (PORT)
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";

const project = join(import.meta.dirname, "..");

const commands: Record<string, readonly [command: string, ...args: string[]]> = {
  node: ["node", "--watch", "--watch-preserve-output", "src/runtime/node.ts"],
  bun: ["bun", "--watch", "--no-clear-screen", "src/runtime/bun.ts"],
  // Watched files are anywhere; the narrow permissions are those of `npm run start:deno`.
  deno: ["deno", "run", "--allow-all", "--watch", "--no-clear-screen", "src/runtime/deno.ts"],
};

const { values } = parseArgs({ options: { runtime: { type: "string", default: "node" } } });
const command = commands[values.runtime];
if (!command) {
  console.error(`--runtime ${values.runtime}: use node, bun or deno`);
  process.exit(1);
}

const asked = new Promise<number>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => resolve(0));
});

const uis = await Promise.all(
  ["chat-ui", "admin-ui"].map((ui) => createServer({ root: join(project, ui) })),
);
for (const ui of uis) {
  await ui.listen();
  ui.printUrls();
}

// A group of its own: the terminal's Ctrl-C reaches only this process, which passes it on once.
const [program, ...args] = command;
const server = spawn(program, args, { cwd: project, stdio: "inherit", detached: true });
const serverGone = new Promise<number>((resolve) => {
  server.once("exit", (code) => resolve(code ?? 0));
});

const code = await Promise.race([asked, serverGone]);
// Deno's watcher outlives its program at a SIGTERM, but not at what Ctrl-C sends.
server.kill("SIGINT");
await Promise.all([serverGone, ...uis.map((ui) => ui.close())]);
process.exit(code);
