import { once } from "node:events";
import { WebSocket } from "ws";
import type { Enforced } from "../../src/protocol/enforcement.ts";
import { adminToken, guest, Rest } from "../../tests/harness/rest.ts";
import type { Target } from "./chat.ts";
import { Samples } from "./samples.ts";

export interface EnforcePlan {
  readonly bans: number;
}

export interface EnforceResult {
  /** As the answer says: until every server had confirmed. */
  readonly confirmedP50Ms: number;
  readonly confirmedP99Ms: number;
  /** Bans that not every server confirmed; what was waited for them is among the times. */
  readonly unconfirmed: number;
  /** From the call until the banned one's socket, on another server where there is one, was closed. */
  readonly closedP50Ms: number;
  readonly closedP99Ms: number;
}

/** Bans people who are connected, one after the other, through each server in turn. */
export const runEnforce = async (
  { servers }: Target,
  { bans }: EnforcePlan,
): Promise<EnforceResult> => {
  const rests = servers.map(({ port }) => new Rest(`http://127.0.0.1:${port}`));
  const [first] = rests;
  if (first === undefined) throw new Error("there is no server");
  const token = await adminToken(first);
  const confirmed = new Samples();
  const closed = new Samples();
  let unconfirmed = 0;
  for (let turn = 0; turn < bans; turn++) {
    const asked = rests[turn % rests.length] ?? first;
    const there = servers[(turn + 1) % servers.length];
    const { user, token: theirs } = await guest(asked);
    const socket = new WebSocket(`ws://127.0.0.1:${there?.port}/api/ws?token=${theirs}`);
    await once(socket, "message");
    const ended = once(socket, "close").then(() => performance.now());
    const startedAt = performance.now();
    const { enforced } = await asked.ok<{ enforced: Enforced }>("POST", "/api/admin/bans", {
      token,
      body: { user_id: user.id, reason: "bench" },
    });
    if (enforced.confirmed < servers.length) unconfirmed++;
    confirmed.add(enforced.ms);
    closed.add((await ended) - startedAt);
  }
  return {
    confirmedP50Ms: confirmed.percentile(0.5),
    confirmedP99Ms: confirmed.percentile(0.99),
    unconfirmed,
    closedP50Ms: closed.percentile(0.5),
    closedP99Ms: closed.percentile(0.99),
  };
};
