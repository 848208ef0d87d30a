import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Ban } from "../../src/protocol/admin-entities.ts";
import { auditFindings, auditRows } from "../harness/audit-log.ts";
import { times } from "../harness/long.ts";
import { ADMIN, adminToken, Rest } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { integer, seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";

const KILLS = times(2, 15);

const allBans = async (rest: Rest, token: string): Promise<readonly Ban[]> => {
  const bans: Ban[] = [];
  let cursor = "";
  do {
    const page = await rest.ok<{ bans: Ban[]; next_cursor?: string }>(
      "GET",
      `/api/admin/bans?limit=100${cursor}`,
      { token },
    );
    bans.push(...page.bans);
    const { next_cursor: next } = page;
    cursor = next === undefined ? "" : `&cursor=${encodeURIComponent(next)}`;
  } while (cursor !== "");
  return bans;
};

test.each(RUNTIMES)(
  `no action is without its row over ${KILLS} kills in its midst on %s (seed ${seed})`,
  async (runtime) => {
    const dice = seededDice(seed);
    const env = { ...ADMIN, RATE_LIMITS: "off" };
    await using server = await ServerProcess.start({ runtime, env });
    const rest = new Rest(server.url);
    let place = 0;
    let answered = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const token = await adminToken(rest);
      let stopped = false;
      const act = async (): Promise<void> => {
        while (!stopped) {
          place += 1;
          const ip = `203.0.${Math.floor(place / 250)}.${place % 250}`;
          await rest.ok("POST", "/api/admin/bans", { token, body: { ip } });
          answered += 1;
        }
      };
      // Cut off, each of them, by the kill.
      const acting = Promise.allSettled([act(), act(), act(), act()]);
      const before = answered;
      while (answered < before + 10) await delay(5);
      await delay(integer(dice, 0, 60));
      await server.kill();
      stopped = true;
      await acting;
      await server.start();
    }
    const token = await adminToken(rest);
    const rows = await auditRows(rest, token, "&action=ban.create");
    const recorded = new Set(rows.map(({ target }) => target));
    const bans = await allBans(rest, token);
    expect(bans.length).toBeGreaterThanOrEqual(answered);
    expect(bans.filter(({ ip = "" }) => !recorded.has(ip))).toEqual([]);
    // What was answered as done is recorded as done: of the others at most those that were under way.
    const cutOff = rows.filter(({ result }) => result === "unknown");
    expect(cutOff.length).toBeLessThanOrEqual(4 * KILLS);
    expect(rows.filter(({ result }) => result === "ok").length).toBeGreaterThanOrEqual(answered);
    expect(await auditFindings(rest, token)).toEqual([]);
  },
);
