import { expect } from "@playwright/test";
import { adminToken, Rest } from "../../tests/harness/rest.ts";

/** Until the server keeps so many points of its past, of ten seconds each. */
export const hasPast = async (url: string, points: number): Promise<void> => {
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const kept = async (): Promise<number> => {
    const path = "/api/admin/stats/history?minutes=15";
    return (await rest.ok<{ points: unknown[] }>("GET", path, { token })).points.length;
  };
  await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThanOrEqual(points);
};
