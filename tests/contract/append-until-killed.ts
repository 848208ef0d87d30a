import { openSqliteStore } from "../../src/adapters/store/sqlite/store.ts";
import { RoomLog } from "./store-fixture.ts";

/**
 * Appends to two rooms of the database in the directory given, from where they are, until it is killed.
 * Each line that it prints names the tips that were acknowledged.
 */
const [dataDir = ""] = process.argv.slice(2);
const store = await openSqliteStore({ dataDir });
const logs: RoomLog[] = [];
for (const roomId of ["r1", "r2"]) {
  const log = new RoomLog(store, roomId);
  Object.assign(log, await store.log.tip(roomId));
  logs.push(log);
}
for (;;) {
  const batch = logs.flatMap((log) =>
    Array.from({ length: 16 }, () => log.message("anna", `message ${log.seq + 1}`)),
  );
  const outcome = await store.log.append(batch);
  if (outcome.status !== "stored") throw new Error(outcome.conflict);
  const line = `${JSON.stringify(logs.map((log) => log.seq))}\n`;
  await new Promise<void>((resolve) => process.stdout.write(line, () => resolve()));
}
