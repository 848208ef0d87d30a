import type { StoredRoom, Violation } from "./evidence.ts";

export const logGapless = ({ room, floor, tip, entries }: StoredRoom): Violation[] => {
  const violations: Violation[] = [];
  const object = (detail: string) => violations.push({ invariant: "log_gapless", detail });
  let n: number | undefined;
  for (const [index, entry] of entries.entries()) {
    const expected = floor + index;
    if (entry.seq !== expected) {
      object(`${room}: seq ${entry.seq} stands where ${expected} belongs`);
      return violations;
    }
    const counts = entry.event === "message" ? 1 : 0;
    const before = n ?? (floor === 1 ? 0 : entry.n - counts);
    if (entry.n !== before + counts) object(`${room}/${entry.seq}: n ${entry.n} after ${before}`);
    n = entry.n;
  }
  const last = entries.at(-1);
  if ((last?.seq ?? floor - 1) !== tip.seq || (last !== undefined && last.n !== tip.n)) {
    object(`${room}: the tip is ${tip.seq}/${tip.n}, the last entry ${last?.seq}/${last?.n}`);
  }
  return violations;
};

export const storedOnce = ({ room, entries }: StoredRoom): Violation[] => {
  const violations: Violation[] = [];
  const seen = new Map<string, number>();
  for (const { cid, id, sender, seq } of entries) {
    for (const key of [`id ${id}`, ...(cid === undefined ? [] : [`cid ${sender.id} ${cid}`])]) {
      const first = seen.get(key);
      if (first !== undefined) {
        violations.push({
          invariant: "stored_once",
          detail: `${room}: ${key} is ${first} and ${seq}`,
        });
      }
      seen.set(key, seq);
    }
  }
  return violations;
};
