import { flushCompileCache } from "node:module";
import { start } from "../compose.ts";
import { main } from "./main.ts";
import { node } from "./node-runtime.ts";

await main(node, start);
// Else it is written at an orderly exit only. The compiler of TypeScript, which the next start
// then does without, keeps 27 MB.
flushCompileCache();
