import { expect, it } from "vitest";
import { type StreamedEvent, streamedEvents } from "./event-stream.ts";

const all = async (
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<readonly StreamedEvent[]> => {
  const events: StreamedEvent[] = [];
  for await (const event of streamedEvents(body)) events.push(event);
  return events;
};

const read = async (chunks: readonly string[]): Promise<readonly StreamedEvent[]> => {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  return all(stream);
};

it("reads events however they are cut", async () => {
  const text = 'id: 1\ndata: {"a":1}\n\nid: 2\nevent: tick\ndata: x\ndata: y\n\n';
  const expected = [
    { id: "1", type: "message", data: '{"a":1}' },
    { id: "2", type: "tick", data: "x\ny" },
  ];
  expect(await read([text])).toEqual(expected);
  expect(await read([...text])).toEqual(expected);
});

it("passes over comments and what has no data", async () => {
  expect(await read([": still here\n\nretry: 5\n\ndata:a\n\n"])).toEqual([
    { id: undefined, type: "message", data: "a" },
  ]);
});

it("keeps characters whole that fall on a cut", async () => {
  const bytes = new TextEncoder().encode("data: ä€😀\n\n");
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  expect((await all(stream)).map(({ data }) => data)).toEqual(["ä€😀"]);
});

it("forgets an event without its end", async () => {
  expect(await read(["data: a\n\ndata: b"])).toEqual([
    { id: undefined, type: "message", data: "a" },
  ]);
});
