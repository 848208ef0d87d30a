import process from "node:process";
import type { Runtime } from "../ports/runtime.ts";
import { serveNodeHttp } from "./node-http.ts";

export const node: Runtime = {
  name: "node",
  version: process.versions.node,
  serve: serveNodeHttp,
};
