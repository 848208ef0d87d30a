import { expect, test } from "@playwright/test";
import { adminToken, Rest } from "../../tests/harness/rest.ts";

/** A server that has only just started has to come of age first. */
const WAIT_MS = 90_000;

/** What a test needs for itself it has beside. */
const addTime = (): void => test.setTimeout(test.info().timeout + WAIT_MS);

/** Until the server keeps so many points of its past, of ten seconds each. */
export const hasPast = async (url: string, points: number): Promise<void> => {
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const kept = async (): Promise<number> => {
    const path = "/api/admin/stats/history?minutes=15";
    return (await rest.ok<{ points: unknown[] }>("GET", path, { token })).points.length;
  };
  addTime();
  await expect.poll(kept, { timeout: WAIT_MS }).toBeGreaterThanOrEqual(points);
};

/** Until all that is kept last of the servers began after that moment. */
export const hasPastSince = async (url: string, moment: number): Promise<void> => {
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const earliest = async (): Promise<number> => {
    const now = Date.now();
    const path = `/api/admin/stats/servers?from=${now - 60_000}&to=${now}`;
    const { servers } = await rest.ok<{ servers: { last: { at: number } }[] }>("GET", path, {
      token,
    });
    // Of none at all the least is Infinity.
    return servers.length === 0 ? 0 : Math.min(...servers.map(({ last }) => last.at));
  };
  addTime();
  await expect.poll(earliest, { timeout: WAIT_MS }).toBeGreaterThanOrEqual(moment);
};
