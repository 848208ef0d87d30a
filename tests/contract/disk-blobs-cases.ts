import { deepEqual, equal, rejects } from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DiskBlobs } from "../../src/adapters/blobs/disk-blobs.ts";
import { blobsContract, type OpenedBlobs } from "./blobs.ts";
import type { NamedCase } from "./on-runtimes.ts";
import { makeDirectory } from "./sqlite-target.ts";

const ID = "01900000-0000-7000-8000-0000000000ab";

async function* hello(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("hello");
}

const openBlobs = async (folder: string): Promise<DiskBlobs> => {
  const blobs = new DiskBlobs(folder);
  await blobs.open();
  return blobs;
};

const openTarget = async (): Promise<OpenedBlobs> => {
  const folder = makeDirectory();
  return {
    blobs: await openBlobs(folder),
    reopen: () => openBlobs(folder),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** In a folder that is removed afterwards. */
const inFolder = (run: (folder: string) => Promise<void>) => async (): Promise<void> => {
  const folder = makeDirectory();
  try {
    await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const diskCases: readonly NamedCase[] = [
  {
    name: "disk: each is a file that its owner alone reads, and a crash leaves nothing behind",
    run: inFolder(async (folder) => {
      const blobs = await openBlobs(folder);
      await blobs.put(ID, hello());
      const path = join(folder, "ab", ID);
      equal(statSync(path).mode & 0o077, 0);
      const partial = join(folder, "partial");
      deepEqual(readdirSync(partial), []);
      writeFileSync(join(partial, "01900000-0000-7000-8000-0000000000cd"), "half of it");
      await openBlobs(folder);
      deepEqual(readdirSync(partial), []);
      equal(existsSync(path), true);
    }),
  },
  {
    name: "disk: ids that lead elsewhere are found nowhere, and stored nowhere",
    run: inFolder(async (folder) => {
      const blobs = await openBlobs(join(folder, "uploads"));
      writeFileSync(join(folder, "jwt-secret"), "secret");
      for (const id of ["../jwt-secret", "..", ".", "", "a/../../jwt-secret", "jwt-secret\0"]) {
        equal(await blobs.get(id), undefined, id);
        await rejects(blobs.put(id, hello()));
        await rejects(blobs.remove(id));
      }
      deepEqual(readdirSync(folder).toSorted(), ["jwt-secret", "uploads"]);
    }),
  },
  {
    name: "disk: what the file system refuses is unavailable, and works once it is mended",
    run: inFolder(async (folder) => {
      const blobs = await openBlobs(folder);
      const obstacle = join(folder, "ab");
      writeFileSync(obstacle, "a file where a folder belongs");
      await rejects(blobs.put(ID, hello()), { name: "StoreUnavailable" });
      deepEqual(readdirSync(join(folder, "partial")), []);
      rmSync(obstacle);
      mkdirSync(join(folder, "ab"));
      await blobs.put(ID, hello());
      equal((await blobs.get(ID))?.size, 5);
    }),
  },
];

export const diskBlobsCases: readonly NamedCase[] = [...blobsContract(openTarget), ...diskCases];
