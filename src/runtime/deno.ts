import { start } from "../compose.ts";
import { deno } from "./deno-runtime.ts";
import { main } from "./main.ts";

await main(deno, start);
