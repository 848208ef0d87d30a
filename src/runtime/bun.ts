import { start } from "../compose.ts";
import { bun } from "./bun-runtime.ts";
import { main } from "./main.ts";

await main(bun, start);
