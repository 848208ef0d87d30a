import { diskBlobsCases } from "./disk-blobs-cases.ts";
import { reportCases } from "./report-cases.ts";

await reportCases(diskBlobsCases);
