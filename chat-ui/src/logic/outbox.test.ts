import { expect, it } from "vitest";
import type { OutboxItem } from "../../../src/client/outbox/outbox-item.ts";
import { pendingMessages, waitingText } from "./outbox.ts";
import type { Delivery } from "./rows.ts";

const item = (cid: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  account: "ana",
  room_id: "r",
  cid,
  content: cid,
  queued_at: 0,
  state: "queued",
  ...more,
});
const deliveries = (...items: OutboxItem[]): Delivery[] =>
  pendingMessages(items, "r", { id: "ana", display_name: "Ana" }, () => undefined).map(
    ({ delivery }) => delivery,
  );
const say = (delivery: Delivery | undefined, online = true): string =>
  delivery ? waitingText(delivery, online, 1_000) : "";

it("says why a message waits: the connection, the one before it, another window", () => {
  const [first, second] = deliveries(item("a"), item("b"));
  expect(say(first, false)).toBe("Waits for the connection");
  expect(say(first)).toBe("Waits for another window, which is sending");
  expect(say(second)).toBe("Waits for the message before it");
  const [refused, behindRefused] = deliveries(item("a", { state: "refused" }), item("b"));
  expect(refused?.behind).toBe(false);
  expect(behindRefused?.behind).toBe(false);
  expect(say(deliveries(item("a", { state: "sending" }))[0])).toBe("Sending…");
});

it("counts down to the next attempt, with what the last one was told", () => {
  const failure = { code: "rate_limited", message: "slow down" } as const;
  const [limited] = deliveries(item("a", { failure, retry_at: 4_200 }));
  expect(say(limited)).toBe("Waits 4 s: too many messages at once");
  const internal = { code: "internal", message: "disk full" } as const;
  const [failed] = deliveries(item("a", { failure: internal, retry_at: 4_200 }));
  expect(say(failed)).toBe("Tries again in 4 s: Disk full.");
});
