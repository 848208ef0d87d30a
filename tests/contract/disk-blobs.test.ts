import { describe, test } from "vitest";
import { diskBlobsCases } from "./disk-blobs-cases.ts";
import { describeOnOthers } from "./on-runtimes.ts";

describe("blobs on disk on Node", () => {
  for (const { name, run } of diskBlobsCases) {
    test(name, run);
  }
});

describeOnOthers(
  "blobs on disk",
  new URL("disk-blobs-on-runtime.ts", import.meta.url),
  diskBlobsCases,
);
