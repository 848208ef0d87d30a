import { blobsContract } from "./blobs.ts";
import { mongoCases } from "./mongo-cases.ts";
import { openGridFsTarget, openMongoTarget } from "./mongo-target.ts";
import { reportCases } from "./report-cases.ts";
import { storeContract } from "./store.ts";

const url = process.env["MONGO_URL"] ?? "";
await reportCases(
  [
    ...storeContract(() => openMongoTarget(url)),
    ...blobsContract(() => openGridFsTarget(url)),
    ...mongoCases(() => url),
  ],
  4,
);
