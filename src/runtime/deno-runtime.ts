import process from "node:process";
import type { Runtime } from "../ports/runtime.ts";
import { serveNodeHttp } from "./node-http.ts";

export const deno: Runtime = {
  name: "deno",
  version: process.versions["deno"] ?? "unknown",
  serve: serveNodeHttp,
};
