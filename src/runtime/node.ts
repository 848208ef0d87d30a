import { start } from "../compose.ts";
import { main } from "./main.ts";
import { node } from "./node-runtime.ts";

await main(node, start);
