import type { Mutation } from "./mutations.ts";

const WRITE = "const outcome = await store.append(numbered.map(({ record }) => record));";

/** What breaks the promises of a cluster: the simulated one must object to each. */
export const CLUSTER_MUTATIONS: readonly Mutation[] = [
  {
    always: true,
    climate: "cluster",
    name: "acks of a cluster before it is durable",
    file: "realtime/lane.ts",
    before: WRITE,
    after: `for (const { record, judged } of numbered) settle(judged.waiting, { ok: true, appended: { record, repeated: false } });\n    ${WRITE}`,
  },
  {
    always: true,
    climate: "cluster",
    name: "a cluster that publishes first",
    file: "realtime/lane.ts",
    before: WRITE,
    after: `for (const { record, judged } of numbered) this.#deps.publish(record.roomId, [publishEntry(viewEntry(record, namesOf(judged.waiting.draft, senderOf), repliedBy(judged)))]);\n    ${WRITE}`,
  },
  {
    always: true,
    climate: "cluster",
    name: "an unordered batch",
    file: "adapters/store/mongo/log-append.ts",
    before: "entries.insertMany(documents, { ...scope, ordered: true })",
    after: "entries.insertMany(documents, { ...scope, ordered: false })",
  },
  {
    always: true,
    climate: "failover",
    name: "a tip from a local read",
    file: "adapters/store/mongo/room-heads.ts",
    before: "[{ $match: LIVE }, ...stages, LAST_ENTRY], scope)",
    after:
      '[{ $match: LIVE }, ...stages, LAST_ENTRY], { ...scope, readConcern: { level: "local" } })',
  },
  {
    always: true,
    climate: "cluster",
    name: "a cluster that fills no gaps",
    file: "realtime/hub.ts",
    before: "    this.#deps.clock.after(GAP_WAIT_MS, () => void this.#fill(room));",
    after: "",
  },
  {
    climate: "cluster",
    name: "a write is durable that one member has",
    file: "adapters/store/mongo/connection.ts",
    before: 'writeConcern: { w: "majority", journal: true',
    after: "writeConcern: { w: 1, journal: true",
  },
  {
    climate: "cluster",
    name: "tips that were counted on are kept after a conflict",
    file: "realtime/lane.ts",
    before: "for (const { record } of numbered.slice(stored)) tips.forget(record.roomId);",
    after: "",
  },
];
