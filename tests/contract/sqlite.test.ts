import { describe, test } from "vitest";
import { describeOnOthers } from "./on-runtimes.ts";
import { sqliteCases } from "./sqlite-cases.ts";
import { openSqliteTarget } from "./sqlite-target.ts";
import { storeContract } from "./store.ts";

const cases = [...storeContract(openSqliteTarget), ...sqliteCases];

describe("SQLite store on Node", () => {
  for (const { name, run } of cases) {
    test(name, run);
  }
});

describeOnOthers("SQLite store", new URL("sqlite-on-runtime.ts", import.meta.url), cases);
