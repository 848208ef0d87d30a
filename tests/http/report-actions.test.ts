import { afterAll, beforeAll, expect, test } from "vitest";
import { StoreUnavailable } from "../../src/ports/store/store.ts";
import type { Ban, Report } from "../../src/protocol/admin-entities.ts";
import type { AuditRow } from "../../src/protocol/audit/audit-row.ts";
import type { Enforced } from "../../src/protocol/enforcement.ts";
import type { Message } from "../../src/protocol/entries.ts";
import type { PriorAction } from "../../src/protocol/report-actions.ts";
import type { Room } from "../../src/protocol/rooms.ts";
import { auditRows } from "../harness/audit-log.ts";
import { type Identity, Rest, register } from "../harness/rest.ts";
import { until } from "../harness/wait.ts";
import { type HttpServer, startHttpServer } from "./http-server.ts";
import { adminToken } from "./people.ts";

interface Detail {
  readonly report: Report;
  readonly context: readonly Message[];
  readonly same_message: number;
  readonly prior_actions: readonly PriorAction[];
}
interface Closed {
  readonly report: Report;
  readonly also_closed?: number;
  readonly ban?: Ban;
  readonly enforced?: Enforced;
}

let server: HttpServer;
let rest: Rest;
let token: string;
let author: Identity;
let reporters: Identity[];
let room: Room;

beforeAll(async () => {
  server = await startHttpServer({ RATE_LIMITS: "off" });
  rest = new Rest(server.url);
  token = await adminToken(rest);
  author = await register(rest, "author");
  reporters = [await register(rest, "first"), await register(rest, "second")];
  const body = { name: "agora", kind: "public" };
  ({ room } = await rest.ok<{ room: Room }>("POST", "/api/rooms", { token: author.token, body }));
  for (const { token: own } of reporters) {
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: own });
  }
});
afterAll(() => server[Symbol.asyncDispose]());

const say = async (content: string): Promise<number> => {
  const path = `/api/rooms/${room.id}/messages`;
  const { entry } = await rest.ok<{ entry: { seq: number } }>("POST", path, {
    token: author.token,
    body: { content },
  });
  return entry.seq;
};

/** The newest open report first. */
const open = async (): Promise<Report[]> =>
  (await rest.ok<{ reports: Report[] }>("GET", "/api/admin/reports?status=open", { token }))
    .reports;

const reported = async (seq: number, by = reporters): Promise<Report> => {
  for (const { token: own } of by) {
    const body = { room_id: room.id, seq, reason: "spam" };
    await rest.ok("POST", "/api/reports", { token: own, body });
  }
  const [report] = await open();
  if (report === undefined) throw new Error("no report");
  return report;
};

const close = (id: string, body: object) =>
  rest.call<Closed>("PATCH", `/api/admin/reports/${id}`, { token, body });

test("a report is shown with what stands around the message, and closed by a ban in one step", async () => {
  for (let i = 0; i < 15; i += 1) await say(`before ${i}`);
  const seq = await say("something bad");
  for (let i = 0; i < 15; i += 1) await say(`after ${i}`);
  const { id } = await reported(seq);
  const detail = await rest.ok<Detail>("GET", `/api/admin/reports/${id}`, { token });
  expect(detail).toMatchObject({ same_message: 2, prior_actions: [{ kind: "report" }] });
  expect(detail.context).toHaveLength(21);
  expect(detail.context[10]).toMatchObject({ seq, content: "something bad" });
  expect(detail.report.author).toMatchObject({ id: author.user.id });

  const action = { type: "ban", reason: "enough" };
  const closed = await close(id, { status: "resolved", note: "clear", action });
  expect(closed.status).toBe(200);
  const { report, ban, also_closed } = closed.body;
  expect(report).toMatchObject({ status: "resolved", note: "clear", action, ban_id: ban?.id });
  expect([ban?.user_id, also_closed]).toEqual([author.user.id, 1]);
  expect(await open()).toEqual([]);
  const me = await rest.call("GET", "/api/auth/me", { token: author.token });
  expect(me.status).toBe(403);
  expect((await close(id, { status: "resolved", action })).status, "once").toBe(409);

  const { audit } = await rest.ok<{ audit: AuditRow[] }>("GET", `/api/admin/audit?target=${id}`, {
    token,
  });
  const row = audit.find((one) => one.action.startsWith("report.update") && one.result === "ok");
  expect(row?.target.split(" ")).toEqual([id, author.user.id, ban?.id]);
  await rest.ok("DELETE", `/api/admin/bans/${ban?.id}`, { token });
});

test("a mute, a warning and a delete close reports too", async () => {
  const seq = await say("more of it");
  const first = await reported(seq, reporters.slice(0, 1));
  const until = server.clock.now() + 60_000;
  expect(
    (await close(first.id, { status: "resolved", action: { type: "mute", until } })).status,
  ).toBe(200);
  const path = `/api/rooms/${room.id}/messages`;
  const muted = await rest.call("POST", path, { token: author.token, body: { content: "hey" } });
  expect(muted.status).toBe(403);
  const { bans } = await rest.ok<{ bans: Ban[] }>("GET", "/api/admin/bans", { token });
  expect(bans, "a mute is no ban").toEqual([]);
  server.clock.advance(60_001);

  const warned = await reported(await say("again"), reporters.slice(0, 1));
  const warning = { type: "warn", text: "Be kind." };
  expect((await close(warned.id, { status: "resolved", action: warning })).status).toBe(200);
  const notices = await rest.ok<{ announcements: object[] }>("GET", "/api/announcements", {
    token: author.token,
  });
  expect(notices.announcements).toMatchObject([{ text: "Be kind.", level: "warning" }]);

  const last = await say("the worst");
  const bad = await reported(last, reporters.slice(0, 1));
  const del = { type: "delete_message" };
  expect((await close(bad.id, { status: "resolved", action: del })).status).toBe(200);
  const { messages } = await rest.ok<{ messages: Message[] }>("GET", path, { token: author.token });
  expect(messages.find((message) => message.seq === last)?.deleted).toBe(true);
});

test("a closing is taken back, the mute and the reports that it closed with it, and once", async () => {
  const seq = await say("a misunderstanding");
  const { id } = await reported(seq);
  const count = (await open()).length;
  const reopen = (of = id) => close(of, { status: "open" });
  expect((await reopen()).status, "it is open").toBe(409);
  const until = server.clock.now() + 60_000;
  const muted = await close(id, {
    status: "resolved",
    note: "hm",
    action: { type: "mute", until },
  });
  expect(muted.body.also_closed).toBe(1);
  expect((await close(id, { status: "dismissed" })).status, "somebody else's").toBe(409);
  expect((await close(id, { status: "open", note: "no" })).status).toBe(400);
  const opened = await reopen();
  expect(opened.body).toMatchObject({ report: { id, status: "open" }, enforced: { servers: 1 } });
  expect(Object.keys(opened.body.report)).not.toContain("note");
  expect((await open()).length).toBe(count);
  await say("thank you");

  expect((await close(id, { status: "dismissed" })).status).toBe(200);
  expect((await reopen()).status).toBe(200);
  const action = { type: "delete_message" };
  expect((await close(id, { status: "resolved", action })).status).toBe(200);
  expect((await reopen()).status, "what is deleted stays deleted").toBe(409);
  expect((await reopen("nothing")).status).toBe(404);
  const rows = await auditRows(rest, token, `&action=report.update%20status%3D%22open%22`);
  expect(rows.find(({ result, target }) => result === "ok" && target.includes(" "))?.target).toBe(
    `${id} ${author.user.id} ${muted.body.ban?.id}`,
  );
});

test("a message that is reported again after a dismissal, edited perhaps, is before the moderators again", async () => {
  const [reporter] = reporters;
  const seq = await say("harmless");
  const { id } = await reported(seq, reporters.slice(0, 1));
  await close(id, { status: "dismissed", note: "harmless" });
  const again = (reason: string) => {
    const body = { room_id: room.id, seq, reason };
    return rest.call("POST", "/api/reports", { token: reporter?.token, body });
  };
  expect((await again("it was edited")).status).toBe(201);
  const [newest] = await open();
  expect(newest).toMatchObject({ seq, reason: "it was edited", status: "open" });
  expect(newest).not.toHaveProperty("note");
  expect((await again("and again")).status, "like the first").toBe(201);
  expect((await open()).filter((one) => one.seq === seq)).toEqual([newest]);
  await close(newest?.id ?? "", { status: "dismissed" });
});

test("where the store fails in its midst a ban is either taken back, or known to the report", async () => {
  const { moderation } = server.store;
  const lost = () => Promise.reject(new StoreUnavailable("The answer was lost."));
  const bans = async () =>
    (await rest.ok<{ bans: Ban[] }>("GET", "/api/admin/bans", { token })).bans;
  const { id } = await reported(await say("of which a store knows"), reporters.slice(0, 1));
  const closing = { status: "resolved", action: { type: "ban" } };

  const { createBan } = moderation;
  moderation.createBan = async (ban) => {
    moderation.createBan = createBan;
    await moderation.createBan(ban);
    return lost();
  };
  expect((await close(id, closing)).status).toBe(503);
  expect(await bans()).toEqual([]);
  expect((await open()).map((report) => report.id)).toContain(id);

  const { updateReport } = moderation;
  moderation.updateReport = (...change) => {
    moderation.updateReport = lost;
    return updateReport.apply(moderation, change);
  };
  await close(id, closing);
  moderation.updateReport = updateReport;
  expect(await bans()).toHaveLength(1);
  expect((await close(id, { status: "open" })).status).toBe(200);
  expect(await bans()).toEqual([]);
});

test("where the store stays away in its midst, the report is open again once it is back", async () => {
  const { moderation } = server.store;
  const away = () => Promise.reject(new StoreUnavailable("away"));
  const { id } = await reported(await say("while a store fails over"), reporters.slice(0, 1));
  const { createBan, removeBan } = moderation;
  moderation.createBan = away;
  moderation.removeBan = away;
  const closing = { status: "resolved", action: { type: "ban" } };
  expect((await close(id, closing)).status).toBe(503);
  moderation.createBan = createBan;
  moderation.removeBan = removeBan;
  await until("the report is open", async () =>
    (await open()).some((report) => report.id === id) ? true : undefined,
  );
  expect((await close(id, { status: "dismissed" })).status).toBe(200);
});

test("what can't be done leaves the report open", async () => {
  const report = await reported(await say("hm"), reporters.slice(1));
  const past = { type: "mute", until: 1 };
  expect((await close(report.id, { status: "resolved", action: past })).status).toBe(400);
  expect((await open()).map(({ id }) => id)).toContain(report.id);
  const dismissed = { status: "dismissed", action: { type: "delete_message" } };
  expect((await close(report.id, dismissed)).status).toBe(400);
  expect((await close(report.id, { status: "dismissed" })).status).toBe(200);
});

test("the queue counts all open reports of a message, whichever page they are on", async () => {
  const seq = await say("reported twice");
  const between = await say("reported once");
  const [first, second] = reporters;
  const report = (who: Identity | undefined, of: number) =>
    rest.ok("POST", "/api/reports", {
      token: who?.token ?? "",
      body: { room_id: room.id, seq: of, reason: "bad" },
    });
  await report(first, seq);
  await report(first, between);
  await report(second, seq);
  const counts = async (query: string) => {
    const path = `/api/admin/reports?status=open${query}`;
    const answer = await rest.ok<{ reports: Report[]; next_cursor?: string }>("GET", path, {
      token,
    });
    const ours = answer.reports.filter((one) => one.seq === seq || one.seq === between);
    return {
      counted: ours.map((one) => [one.seq, one.same_message]),
      next: answer.next_cursor,
    };
  };
  const whole = await counts("");
  expect(whole.counted).toEqual([
    [seq, 2],
    [between, 1],
    [seq, 2],
  ]);
  const page = await counts("&limit=1");
  expect(page.counted).toEqual([[seq, 2]]);
  expect((await counts(`&limit=1&cursor=${page.next}`)).counted).toEqual([[between, 1]]);
});
