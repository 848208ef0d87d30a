import { describe, expect, it } from "vitest";
import { settle } from "../../../tests/client/support/manual-clock.ts";
import { outboxRig as setUp } from "../../../tests/client/support/outbox-rig.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { sendFrame } from "../send-frame.ts";
import type { OutboxFile } from "./outbox-item.ts";
import { MemoryOutboxStore } from "./outbox-store.ts";

const file = (key: string): OutboxFile => ({
  key,
  name: `${key}.txt`,
  size: 4,
  mime: "text/plain",
  blob: new Blob(["text"]),
});

/** Uploads that the test answers, by key. */
const uploadsByHand = () => {
  const asked: string[] = [];
  const answers = new Map<string, { done: () => void; fail: (error: unknown) => void }>();
  const upload = ({ key }: { readonly key: string }) =>
    new Promise<{ id: string }>((resolve, reject) => {
      asked.push(key);
      answers.set(key, { done: () => resolve({ id: `file-${key}` }), fail: reject });
    });
  const answer = (key: string) => {
    const found = answers.get(key);
    if (found === undefined) throw new Error(`nobody uploads ${key}`);
    return found;
  };
  return { asked, upload, answer };
};

describe("a send with files", () => {
  it("is sent once all of them are uploaded, and what comes after waits for it", async () => {
    const { upload, answer } = uploadsByHand();
    const { outbox, flights, flight } = setUp({ upload });
    await outbox.open("u1");
    outbox.connected();
    outbox.enqueue("r", "two files", { files: [file("a"), file("b")] });
    outbox.enqueue("r", "after");
    await settle();
    answer("b").done();
    await settle();
    expect(flights).toHaveLength(0);
    answer("a").done();
    await settle();
    expect(flights).toHaveLength(1);
    // In the order in which they were chosen.
    expect(sendFrame(flight(0).send).attachments).toEqual(["file-a", "file-b"]);
  });

  it("uploads after a reload only what was not uploaded before it", async () => {
    const store = new MemoryOutboxStore();
    const first = uploadsByHand();
    const before = setUp({ store, upload: first.upload });
    await before.outbox.open("u1");
    before.outbox.connected();
    before.outbox.enqueue("r", "two files", { files: [file("a"), file("b")] });
    await settle();
    first.answer("a").done();
    first.answer("b").fail(new ProtocolError("unavailable", "cut"));
    await settle();
    before.outbox.close();

    const second = uploadsByHand();
    const after = setUp({ store, upload: second.upload });
    await after.outbox.open("u1");
    after.outbox.connected();
    await settle();
    expect(second.asked).toEqual(["b"]);
    second.answer("b").done();
    await settle();
    expect(sendFrame(after.flight(0).send).attachments).toEqual(["file-a", "file-b"]);
  });

  it("is refused when a file is, and goes again from the beginning when the server has forgotten them", async () => {
    const { asked, upload, answer } = uploadsByHand();
    const { outbox, flight, states } = setUp({ upload });
    await outbox.open("u1");
    outbox.connected();
    const { cid } = outbox.enqueue("r", "a file", { files: [file("a")] });
    await settle();
    answer("a").fail(new ProtocolError("too_large", "too large"));
    await settle();
    expect(states()).toEqual([`${cid} refused`]);
    outbox.retry(cid);
    await settle();
    answer("a").done();
    await settle();
    flight(0).fail(new ProtocolError("not_found", "No such attachment."));
    await settle();
    expect(states()).toEqual([`${cid} refused`]);
    outbox.retry(cid);
    await settle();
    expect(asked).toEqual(["a", "a", "a"]);
    expect(outbox.items("r")[0]?.files?.[0]?.blob.size).toBe(4);
  });

  it("that is discarded cancels its uploads, and is not sent", async () => {
    const { upload, answer } = uploadsByHand();
    const { outbox, flights, cancelled } = setUp({ upload });
    await outbox.open("u1");
    outbox.connected();
    const { cid } = outbox.enqueue("r", "a file", { files: [file("a")] });
    await settle();
    outbox.discard(cid);
    expect(cancelled).toEqual(["a"]);
    answer("a").done();
    await settle();
    expect(flights).toHaveLength(0);
  });
});
