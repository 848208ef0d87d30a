import type { Climate } from "./climates.ts";

/** A change of the product's own text that breaks one of its promises. */
export interface Mutation {
  readonly name: string;
  /** Below src/. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly before: string;
  readonly after: string;
  /** Where it shows soonest. */
  readonly climate?: Climate;
  /** Seen to in every run of the tests, not in the long ones alone. */
  readonly always?: true;
}

/**
 * Each of these must be objected to; DESIGN §2 says why what they break is there. What only delays an entry is made up
 * for by sweeps, and breaks no promise: the units' own tests look to that.
 */
export const MUTATIONS: readonly Mutation[] = [
  {
    always: true,
    name: "ack before it is durable",
    file: "realtime/lane.ts",
    before: "const outcome = await store.append(numbered.map(({ record }) => record));",
    after:
      "for (const { record, judged } of numbered) settle(judged.waiting, { ok: true, appended: { record, repeated: false } });\n    const outcome = await store.append(numbered.map(({ record }) => record));",
  },
  {
    always: true,
    name: "publish before it is durable",
    file: "realtime/lane.ts",
    before: "const outcome = await store.append(numbered.map(({ record }) => record));",
    after:
      "for (const { record, judged } of numbered) this.#deps.publish(record.roomId, [publishEntry(viewEntry(record, namesOf(judged.waiting.draft, senderOf), repliedBy(judged)))]);\n    const outcome = await store.append(numbered.map(({ record }) => record));",
  },
  {
    always: true,
    name: "no renumbering after a conflict",
    file: "realtime/lane.ts",
    before: "return [waiting, ...next];",
    after:
      "settle(waiting, { ok: true, appended: { record: first.record, repeated: false } });\n        return next;",
  },
  {
    always: true,
    name: "an unordered batch: what stands behind a conflict is taken for stored",
    file: "realtime/lane.ts",
    before: "this.#commit(numbered.slice(0, stored), senderOf, settle);",
    after: "this.#commit(numbered, senderOf, settle);",
  },
  {
    name: "the rest of a stopped batch is lost",
    file: "realtime/lane.ts",
    before: "if (rest.length > 0) this.#requeue(rest);",
    after:
      "for (const waiting of rest.slice(1)) settle(waiting, { ok: false, error: unavailable() });",
  },
  {
    name: "the rest of a stopped batch goes to the end of the queue",
    file: "realtime/lane.ts",
    before: "this.#queue = [...rest, ...this.#queue.slice(this.#head)];",
    after: "this.#queue = [...this.#queue.slice(this.#head), ...rest];",
  },
  {
    always: true,
    name: "the cid is forgotten",
    file: "realtime/numbering.ts",
    before: "cid: cid ?? id,",
    after: "cid: id,",
  },
  {
    name: "a repeat is answered as if it were new",
    file: "realtime/outcomes.ts",
    before: "appended: { record: existing, repeated: true }",
    after: "appended: { record: { ...existing, seq: existing.seq + 1 }, repeated: true }",
  },
  {
    always: true,
    climate: "resume",
    name: "the ring survives a delete",
    file: "realtime/ring.ts",
    before: "if (entry.rewrites !== undefined) this.clear();",
    after: "",
  },
  {
    climate: "resume",
    name: "a page is kept although something in it was deleted meanwhile",
    file: "realtime/live-room.ts",
    before: "if (this.opening || this.ring.version !== version) return;",
    after: "if (this.opening) return;",
  },
  {
    climate: "resume",
    name: "a page is kept that does not lead up to what the ring has",
    file: "realtime/live-room.ts",
    before:
      "if (isContiguous(before) && before.at(-1)?.seq === first - 1) this.ring.prepend(before);",
    after: "this.ring.prepend(before);",
  },
  {
    name: "live after one page, whatever came meanwhile",
    always: true,
    climate: "resume",
    file: "realtime/pager.ts",
    before: '    subscription.advance(last.seq);\n    return "moved";',
    after: "    return this.#finish(subscription);",
  },
  {
    name: "a socket that is behind gets live entries too",
    file: "realtime/subscription.ts",
    before: "if (this.#behindFrom !== undefined) return false;",
    after: "",
  },
  {
    always: true,
    name: "a refused frame is not missed",
    file: "realtime/subscription.ts",
    before: "    this.#behindFrom = before;\n    this.#fallBehind(this);\n    return false;",
    after: "    return before < 0;",
  },
  {
    name: "entries go out as they come",
    file: "realtime/live-room.ts",
    before: "if (this.#accepted === undefined || entry.seq > this.#accepted.seq + 1) {",
    after: "if (this.#accepted === undefined) {",
  },
  {
    always: true,
    climate: "apart",
    name: "no tip sweep",
    file: "realtime/sweeps.ts",
    before: "    this.#tips.start();\n",
    after: "",
  },
  {
    always: true,
    climate: "apart",
    name: "no membership sweep",
    file: "realtime/sweeps.ts",
    before: "    this.#memberships.start();\n",
    after: "",
  },
  {
    climate: "doubt",
    name: "what follows from a change is tried once",
    file: "core/afterwards.ts",
    before: "clock.after(RETRY_MS, () => void afterwards(clock, work).catch(() => undefined));",
    after: "clock.after(RETRY_MS, () => {});",
  },
  {
    name: "whoever was removed still gets the entries",
    file: "realtime/control.ts",
    before: "      hub.detach(session, roomId);\n      if (session.ready",
    after: "      if (session.ready",
  },
  {
    climate: "retention",
    name: "a cursor beyond the floor is continued from",
    file: "realtime/pager.ts",
    before:
      "if (last === undefined || first?.seq !== cursor + 1) return this.#reset(subscription);",
    after: 'if (last === undefined) return "moved";',
  },
  {
    name: "actions of one connection overtake each other",
    file: "realtime/inbox.ts",
    before: "    if (this.#busy) {",
    after: "    if (this.#busy && frame === '') {",
  },
];
