import { deepEqual, equal, rejects } from "node:assert/strict";
import type { Blobs } from "../../src/ports/blobs.ts";
import { casesOn, type TargetCase } from "./contract.ts";
import type { NamedCase } from "./on-runtimes.ts";

/** A place for blobs with nothing in it. */
export interface OpenedBlobs {
  readonly blobs: Blobs;
  /** As after a restart. */
  reopen(): Promise<Blobs>;
  close(): Promise<void>;
}

const ID = "01900000-0000-7000-8000-000000000001";
const OTHER = "01900000-0000-7000-8000-000000000002";

const pattern = (length: number): Uint8Array =>
  new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8)) % 251);

async function* chunksOf(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const read = async (blobs: Blobs, id: string): Promise<Uint8Array | undefined> => {
  const blob = await blobs.get(id);
  if (blob === undefined) return undefined;
  const bytes = new Uint8Array(await new Response(blob.stream).arrayBuffer());
  equal(bytes.length, blob.size);
  return bytes;
};

const SIZES = [0, 1, 65_536, 255 * 1024 - 1, 255 * 1024, 255 * 1024 + 1, 1_500_000];

const cases: readonly TargetCase<OpenedBlobs>[] = [
  {
    name: "blobs: bytes are read as they were put, however they came, after a restart too",
    run: async ({ blobs, reopen }) => {
      for (const [index, size] of SIZES.entries()) {
        await blobs.put(`${ID}${index}`, chunksOf(pattern(size), 10_007));
      }
      await blobs.put(OTHER, chunksOf(pattern(700_000), 700_000));
      const again = await reopen();
      for (const [index, size] of SIZES.entries()) {
        deepEqual(await read(again, `${ID}${index}`), pattern(size), `${size} bytes`);
      }
      deepEqual(await read(again, OTHER), pattern(700_000));
    },
  },
  {
    name: "blobs: there is nothing until all of it is there",
    run: async ({ blobs }) => {
      const rest = Promise.withResolvers<void>();
      const halfway = Promise.withResolvers<void>();
      async function* slow(): AsyncGenerator<Uint8Array> {
        yield pattern(600_000);
        halfway.resolve();
        await rest.promise;
        yield pattern(10);
      }
      const put = blobs.put(ID, slow());
      await halfway.promise;
      equal(await blobs.get(ID), undefined);
      rest.resolve();
      await put;
      equal((await read(blobs, ID))?.length, 600_010);
    },
  },
  {
    name: "blobs: what is cut off rejects with why, and leaves nothing in the way",
    run: async ({ blobs, reopen }) => {
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield pattern(600_000);
        throw new TypeError("cut off");
      }
      await rejects(blobs.put(ID, failing()), new TypeError("cut off"));
      equal(await blobs.get(ID), undefined);
      await blobs.put(ID, chunksOf(pattern(300_000), 1_000));
      deepEqual(await read(await reopen(), ID), pattern(300_000));
    },
  },
  {
    name: "blobs: what is removed is gone, and nothing else is; to remove nothing is harmless",
    run: async ({ blobs, reopen }) => {
      await blobs.put(ID, chunksOf(pattern(300_000), 4_096));
      await blobs.put(OTHER, chunksOf(pattern(5), 5));
      await blobs.remove(ID);
      await blobs.remove(ID);
      await blobs.remove("01900000-0000-7000-8000-000000000003");
      const again = await reopen();
      equal(await again.get(ID), undefined);
      equal(await again.get("01900000-0000-7000-8000-000000000003"), undefined);
      deepEqual(await read(again, OTHER), pattern(5));
    },
  },
  {
    name: "blobs: many are put and read at once, and some readers go away",
    run: async ({ blobs }) => {
      const ids = Array.from({ length: 12 }, (_, i) => `01900000-0000-7000-8000-0000000001${i}`);
      await Promise.all(ids.map((id, i) => blobs.put(id, chunksOf(pattern(100_000 + i), 3_000))));
      await Promise.all(
        ids.map(async (id, i) => {
          const left = await blobs.get(id);
          const reader = left?.stream.getReader();
          await reader?.read();
          await reader?.cancel();
          // Never read at all, as the answer to HEAD is not.
          await blobs.get(id);
          deepEqual(await read(blobs, id), pattern(100_000 + i));
        }),
      );
    },
  },
];

/** What every adapter of the port must do, on every runtime: src/ports/blobs.ts. */
export const blobsContract = (open: () => Promise<OpenedBlobs>): readonly NamedCase[] =>
  casesOn(open, cases);
