import { test } from "@playwright/test";
import { chatOverAKill } from "../chat-over-a-kill.ts";
import { topologyForSpec } from "../spec-server.ts";

const topology = topologyForSpec();

test("one server is killed while two browsers chat, and they chat on", { tag: "@cluster" }, async ({
  browser,
}) => {
  test.setTimeout(180_000);
  await chatOverAKill(browser, topology().url, (serverId) => topology().server(serverId).kill());
});
