import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();

/** Kilobytes of 1,024. */
const SCRIPT_MOST = 150;
const STYLE_MOST = 20;

test("what the page itself names, and so all that it needs to begin, is small", async ({
  request,
}) => {
  const html = await (await request.get(server().url)).text();
  const gzipped = async (pattern: RegExp): Promise<number> => {
    let sum = 0;
    for (const [, path = ""] of html.matchAll(pattern)) {
      const file = await request.get(server().url + path);
      expect(file.status(), path).toBe(200);
      sum += gzipSync(await file.body()).length / 1_024;
    }
    return sum;
  };
  const script = await gzipped(/<script [^>]*src="([^"]+)"/g);
  const style = await gzipped(/<link rel="stylesheet" [^>]*href="([^"]+)"/g);
  expect(script).toBeGreaterThan(0);
  expect(style).toBeGreaterThan(0);
  expect(script).toBeLessThanOrEqual(SCRIPT_MOST);
  expect(style).toBeLessThanOrEqual(STYLE_MOST);
});
