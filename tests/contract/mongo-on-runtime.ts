import { mongoContract } from "./mongo-contract.ts";
import { MongoDatabases } from "./mongo-databases.ts";
import { reportCases } from "./report-cases.ts";

await using databases = new MongoDatabases(process.env["MONGO_URL"] ?? "");
await reportCases(
  mongoContract(() => databases),
  4,
);
