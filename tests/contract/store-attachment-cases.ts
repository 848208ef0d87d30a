import { deepEqual, equal } from "node:assert/strict";
import type { AttachmentRecord } from "../../src/ports/store/attachments.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { until } from "../harness/wait.ts";
import type { ContractCase } from "./store.ts";
import { account, makeRoom, type RoomLog, T0 } from "./store-fixture.ts";

const QUOTA = { bytes: 1_000, files: 10 };
const NEVER = { begunBefore: 0, unsentBefore: 0 };

const file = (id: string, other: Partial<AttachmentRecord> = {}): AttachmentRecord => ({
  id,
  name: `${id}.png`,
  size: 100,
  mime: "image/png",
  width: 30,
  height: 40,
  ownerId: "anna",
  createdAt: T0,
  ...other,
});

const upload = async (store: Store, ...files: readonly AttachmentRecord[]): Promise<void> => {
  for (const record of files) {
    await store.attachments.beginUpload(record.id, record.ownerId, record.createdAt);
    equal(await store.attachments.completeUpload(record, QUOTA), "stored");
  }
};

const send = (log: RoomLog, senderId: string, ...files: readonly AttachmentRecord[]) =>
  log.add(senderId, {
    event: "message",
    content: "look",
    attachments: files.map(({ ownerId: _, createdAt: __, ...attachment }) => attachment),
  });

const found = async (store: Store, ids: readonly string[]): Promise<string[]> => {
  const there: string[] = [];
  for (const id of ids) if ((await store.attachments.attachment(id)) !== undefined) there.push(id);
  return there;
};

const abandoned = async (store: Store, limits = NEVER): Promise<string[]> =>
  (await store.attachments.abandonFiles(limits, 100)).toSorted();

export const attachmentCases: readonly ContractCase[] = [
  {
    name: "files are found from the end of their upload on, as they were, by their owner",
    run: async ({ store, reopen }) => {
      await store.accounts.createUser(account("anna"));
      await store.accounts.createUser(account("bob"));
      const { width: _, height: __, ...plain } = file("f2", { mime: "text/plain", name: "ß😀" });
      await store.attachments.beginUpload("f1", "anna", T0);
      equal(await store.attachments.attachment("f1"), undefined);
      deepEqual(await store.attachments.attachmentsOf("anna", ["f1"]), []);
      equal(await store.attachments.completeUpload(file("f1"), QUOTA), "stored");
      await upload(store, plain);
      const { attachments } = await reopen();
      deepEqual(await attachments.attachment("f1"), file("f1"));
      deepEqual(await attachments.attachment("f2"), plain);
      equal(await attachments.attachment("f3"), undefined);
      const own = await attachments.attachmentsOf("anna", ["f2", "f3", "f1"]);
      deepEqual(
        own.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        [file("f1"), plain],
      );
      deepEqual(await attachments.attachmentsOf("bob", ["f1", "f2"]), []);
      equal(await attachments.roomCarrying("f1", "anna"), undefined);
    },
  },
  {
    name: "files beyond the quota of their owner are not stored, and count for nobody",
    run: async ({ store }) => {
      await makeRoom(store, "r1", ["anna", "bob"]);
      const begin = (id: string, owner = "anna") => store.attachments.beginUpload(id, owner, T0);
      const complete = (record: AttachmentRecord, quota = QUOTA) =>
        store.attachments.completeUpload(record, quota);
      await upload(store, file("f1", { size: 600 }));
      await begin("f2");
      equal(await complete(file("f2", { size: 401 })), "full");
      equal(await store.attachments.attachment("f2"), undefined);
      await begin("f3");
      equal(await complete(file("f3", { size: 400 })), "stored");
      await begin("f4");
      equal(await complete(file("f4", { size: 1 }), { bytes: 9_999, files: 2 }), "full");
      await begin("f5", "bob");
      equal(await complete(file("f5", { ownerId: "bob", size: 1_000 })), "stored");
      // What is abandoned takes up nothing.
      await store.attachments.abandonFiles({ begunBefore: 0, unsentBefore: T0 + 1 }, 100);
      await begin("f6");
      equal(await complete(file("f6", { size: 1_000 })), "stored");
    },
  },
  {
    name: "files are carried by messages until the last of these is deleted",
    run: async ({ store, reopen }) => {
      const one = await makeRoom(store, "r1", ["anna", "bob"]);
      const two = await makeRoom(store, "r2", ["anna", "cleo"]);
      await upload(store, file("f1"), file("f2"));
      const first = await send(one, "anna", file("f1"), file("f2"));
      const second = await send(two, "anna", file("f1"));
      const carrying = async (id: string) =>
        Promise.all(
          ["anna", "bob", "cleo", "nobody"].map((user) => store.attachments.roomCarrying(id, user)),
        );
      deepEqual(await carrying("f2"), ["r1", "r1", undefined, undefined]);
      deepEqual((await carrying("f1")).slice(1), ["r1", "r2", undefined]);
      await one.add("bob", { event: "delete", target: first.seq });
      deepEqual(await carrying("f1"), ["r2", undefined, "r2", undefined]);
      deepEqual(await carrying("f2"), [undefined, undefined, undefined, undefined]);
      deepEqual(await found(store, ["f1", "f2"]), ["f1"]);
      deepEqual(await store.attachments.attachmentsOf("anna", ["f1", "f2"]), [file("f1")]);
      const [erased] = await store.log.entries("r1", 0, 1);
      deepEqual([erased?.erased, erased?.payload], [true, { event: "message" }]);
      deepEqual(await abandoned(store), ["f2"]);
      await two.add("anna", { event: "delete", target: second.seq });
      const again = await reopen();
      deepEqual(await found(again, ["f1", "f2"]), []);
      deepEqual(await abandoned(again), ["f1", "f2"]);
      await again.attachments.forgetFiles(["f1", "f2"]);
      deepEqual(await abandoned(again), []);
    },
  },
  {
    name: "files are gone with the room of their last message, at once, and abandoned once it is swept",
    run: async ({ store }) => {
      const one = await makeRoom(store, "r1", ["anna", "bob"]);
      const two = await makeRoom(store, "r2", ["anna", "cleo"]);
      await upload(store, file("f1"), file("f2"));
      await send(one, "anna", file("f1"), file("f2"));
      await send(two, "anna", file("f1"));
      await store.rooms.deleteRoom("r1");
      deepEqual(await found(store, ["f1", "f2"]), ["f1"]);
      equal(await store.attachments.roomCarrying("f1", "bob"), undefined);
      equal(await store.attachments.roomCarrying("f2", "bob"), undefined);
      equal(await store.attachments.roomCarrying("f1", "cleo"), "r2");
      await until("swept", async () => (await abandoned(store)).includes("f2") || undefined);
      deepEqual(await abandoned(store), ["f2"]);
    },
  },
  {
    name: "files are abandoned when retention passes their last message",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await upload(store, file("f1"), file("f2"), file("f3"));
      await send(log, "anna", file("f1"), file("f2"));
      await log.say("anna", "in between");
      const last = await send(log, "anna", file("f2"), file("f3"));
      while (await store.log.retain(last.at));
      deepEqual(await found(store, ["f1", "f2", "f3"]), ["f2", "f3"]);
      deepEqual(await abandoned(store), ["f1"]);
      while (await store.log.retain(last.at + 1));
      deepEqual(await found(store, ["f1", "f2", "f3"]), []);
      deepEqual(await abandoned(store), ["f1", "f2", "f3"]);
    },
  },
  {
    name: "uploads that came to nothing and files that nobody sent are abandoned in time, and can be sent no more",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await store.attachments.beginUpload("begun", "anna", T0);
      await store.attachments.beginUpload("beginning", "anna", T0 + 1);
      await upload(store, file("sent"), file("old"), file("new", { createdAt: T0 + 1 }));
      await send(log, "anna", file("sent"));
      deepEqual(await abandoned(store, { begunBefore: T0, unsentBefore: T0 }), []);
      const limits = { begunBefore: T0 + 1, unsentBefore: T0 + 1 };
      deepEqual(await abandoned(store, limits), ["begun", "old"]);
      equal((await store.attachments.abandonFiles(limits, 1)).length, 1);
      deepEqual(await found(store, ["sent", "old", "new"]), ["sent", "new"]);
      deepEqual(await store.attachments.attachmentsOf("anna", ["old"]), []);
      // One that was on its way then is in use after all.
      await send(log, "anna", file("old"));
      await store.attachments.forgetFiles(["begun", "old", "sent", "new", "beginning"]);
      deepEqual(await found(store, ["sent", "old", "new"]), ["sent", "old", "new"]);
      deepEqual(await abandoned(store), []);
      deepEqual(await abandoned(store, { begunBefore: T0 + 2, unsentBefore: 0 }), ["beginning"]);
    },
  },
];
