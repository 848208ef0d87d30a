import { reportCases } from "./report-cases.ts";
import { sqliteCases } from "./sqlite-cases.ts";
import { openSqliteTarget } from "./sqlite-target.ts";
import { storeContract } from "./store.ts";

await reportCases([...storeContract(openSqliteTarget), ...sqliteCases]);
