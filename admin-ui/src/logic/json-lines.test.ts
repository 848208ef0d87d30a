import { expect, it } from "vitest";
import { jsonLines } from "./json-lines.ts";

const streamOf = (...parts: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> =>
  new ReadableStream({
    start: (controller) => {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });

const read = async (...parts: Uint8Array<ArrayBuffer>[]): Promise<unknown[]> => {
  const rows: unknown[] = [];
  for await (const some of jsonLines(streamOf(...parts))) rows.push(...some);
  return rows;
};

it("reads lines wherever the stream was cut, within a character too", async () => {
  const bytes = new TextEncoder().encode('{"a":"Größe"}\n{"a":"👋"}\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(await read(bytes.slice(0, cut), bytes.slice(cut))).toEqual([
      { a: "Größe" },
      { a: "👋" },
    ]);
  }
});

it("reads a last line without an end, and nothing from nothing", async () => {
  expect(await read(new TextEncoder().encode("1\n\n2"))).toEqual([1, 2]);
  expect(await read()).toEqual([]);
});
