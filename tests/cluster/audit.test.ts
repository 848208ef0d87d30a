import { afterAll, beforeAll, expect, test } from "vitest";
import { auditFindings, auditRows } from "../harness/audit-log.ts";
import { Cluster } from "../harness/cluster.ts";
import { ADMIN, adminToken, Rest, register } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";

let cluster: Cluster;
let rests: readonly Rest[];
let token: string;
beforeAll(async () => {
  cluster = await Cluster.start({ runtimes: RUNTIMES, env: { ...ADMIN, RATE_LIMITS: "off" } });
  rests = cluster.servers.map(({ url }) => new Rest(url));
  token = await adminToken(new Rest(cluster.server(0).url));
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

test("admins who act on all servers at once make one chain, the same for each server", async () => {
  const someone = await register(new Rest(cluster.server(0).url), "someone");
  const body = { user_id: someone.user.id, reason: "at once" };
  const actions = 8;
  await Promise.all(
    rests.flatMap((rest) =>
      Array.from({ length: actions }, async () => {
        const { ban } = await rest.ok<{ ban: { id: string } }>("POST", "/api/admin/bans", {
          token,
          body,
        });
        await rest.ok("DELETE", `/api/admin/bans/${ban.id}`, { token });
      }),
    ),
  );
  const [first, ...others] = await Promise.all(
    rests.map((rest) => auditRows(rest, token, "&action=ban.&order=oldest")),
  );
  expect(first).toHaveLength(2 * actions * rests.length);
  for (const rows of others) expect(rows).toEqual(first);
  for (const rest of rests) expect(await auditFindings(rest, token)).toEqual([]);
});

test("rooms are listed alike on every server, those busiest first that many are online in", async () => {
  const [one, other] = rests;
  if (one === undefined || other === undefined) throw new Error("no servers");
  const owner = await register(one, "owner");
  const { room } = await one.ok<{ room: { id: string } }>("POST", "/api/rooms", {
    token: owner.token,
    body: { name: "Straße", kind: "private" },
  });
  for (const rest of rests) {
    const found = await rest.ok("GET", "/api/admin/rooms?query=STRASSE&sort=-online", { token });
    expect(found).toMatchObject({ rooms: [{ id: room.id, kind: "private", last_seq: 0 }] });
  }
});
