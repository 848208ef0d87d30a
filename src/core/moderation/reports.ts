import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { BanRecord, ReportRecord } from "../../ports/store/moderation.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Report } from "../../protocol/admin-entities.ts";
import type { Message } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { RoomKind } from "../../protocol/primitives.ts";
import type { PriorAction } from "../../protocol/report-actions.ts";
import type { User } from "../../protocol/users.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { viewUser } from "../accounts/user-view.ts";
import type { Caller } from "../caller.ts";
import type { History } from "../messages/history.ts";
import type { Rooms } from "../rooms/rooms.ts";

export interface ReportDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly history: History;
  readonly clock: Clock;
  readonly random: Random;
}

/** Messages before and after the one reported. */
const AROUND = 10;
/** What was done before, at most. */
const PRIOR = 20;

export interface ReportDetail {
  readonly report: Report;
  context: Message[];
  readonly room?: { readonly id: string; readonly name: string; readonly kind: RoomKind };
  readonly author?: User;
  readonly same_message: number;
  prior_actions: PriorAction[];
}

const messageKey = (roomId: string, seq: number): string => `${roomId} ${seq}`;

/** Messages that members bring before the moderators, and what becomes of that. */
export class Reports {
  readonly #deps: ReportDeps;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
  }

  /**
   * One of each member for each message: while it is open, what is said a second time is taken for the first; once it
   * was closed, it comes before the moderators again, as the message may have been edited since.
   */
  async report(
    caller: Caller,
    { room_id: roomId, seq, reason }: { room_id: string; seq: number; reason: string },
  ): Promise<void> {
    const { store, rooms, clock, random } = this.#deps;
    await rooms.require(caller, roomId, "read");
    const [message] = (await store.log.messagesAt(roomId, [seq])).messages;
    if (message === undefined) throw new ProtocolError("not_found", "There is no such message.");
    if (message.erased) throw new ProtocolError("gone", "The message was deleted.");
    const createdAt = clock.now();
    await store.moderation.createReport({
      id: random.uuid(createdAt),
      roomId,
      seq,
      reporterId: caller.user.id,
      reason,
      createdAt,
      authorId: message.senderId,
    });
  }

  async list(
    status: Report["status"] | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ reports: Report[]; next_cursor?: string }> {
    const page = await this.#deps.store.moderation.reports(status, cursor, limit);
    const isWhole = cursor === undefined && page.nextCursor === undefined;
    const same = await this.#openOf(page.items, isWhole);
    const reports = (await this.view(page.items)).map((report) => {
      const open = same.get(messageKey(report.room_id, report.seq));
      return report.status === "open" && open !== undefined
        ? { ...report, same_message: open }
        : report;
    });
    return page.nextCursor === undefined ? { reports } : { reports, next_cursor: page.nextCursor };
  }

  /** How many open reports each message of a page has: also on other pages, where there are any. */
  async #openOf(
    records: readonly ReportRecord[],
    isWhole: boolean,
  ): Promise<ReadonlyMap<string, number>> {
    const { moderation } = this.#deps.store;
    const open = records.filter(({ status }) => status === "open");
    const messages = Map.groupBy(open, ({ roomId, seq }) => messageKey(roomId, seq));
    const counts = await Promise.all(
      Array.from(messages, async ([key, ofMessage]) => {
        const [first] = ofMessage;
        if (isWhole || first === undefined) return [key, ofMessage.length] as const;
        const { roomId, seq } = first;
        const all = await moderation.reportsOfMessage(roomId, seq, "open", LIMITS.pageMax);
        return [key, all.length] as const;
      }),
    );
    return new Map(counts);
  }

  /** With what stands around the message, and what was done before about whoever wrote it. */
  async detail(caller: Caller, id: string): Promise<ReportDetail> {
    const { store, history } = this.#deps;
    const record = await store.moderation.report(id);
    const [report] = record === undefined ? [] : await this.view([record]);
    if (record === undefined || report === undefined) {
      throw new ProtocolError("not_found", "No such report.");
    }
    const { roomId, seq } = record;
    const room = await store.rooms.room(roomId);
    const around = { around: seq, limit: 2 * AROUND + 1 };
    const context =
      room === undefined ? [] : (await history.messages(roomId, caller.user.id, around)).messages;
    const at = context.find((message) => message.seq === seq);
    const authorId = record.authorId ?? at?.sender.id;
    const author = authorId === undefined ? undefined : await store.accounts.user(authorId);
    const same = await store.moderation.reportsOfMessage(roomId, seq, "open", LIMITS.pageMax);
    return {
      report,
      context,
      ...(room === undefined ? {} : { room: { id: room.id, name: room.name, kind: room.kind } }),
      ...(author === undefined ? {} : { author: viewUser(author) }),
      same_message: same.length,
      prior_actions: authorId === undefined ? [] : await this.#priorActions(authorId, id),
    };
  }

  async #priorActions(authorId: string, except: string): Promise<PriorAction[]> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const [bans, reports] = await Promise.all([
      store.moderation.bansOf(authorId, PRIOR),
      store.moderation.reportsOfAuthor(authorId, PRIOR),
    ]);
    const ofBans = bans.map((ban) => viewPriorBan(ban, now));
    const ofReports = reports.filter(({ id }) => id !== except).map(viewPriorReport);
    return [...ofBans, ...ofReports].toSorted((a, b) => b.at - a.at).slice(0, PRIOR);
  }

  async view(records: readonly ReportRecord[]): Promise<Report[]> {
    const ids = Array.from(
      new Set(records.flatMap(({ reporterId, authorId }) => [reporterId, authorId ?? reporterId])),
    );
    const users = new Map(
      (await this.#deps.store.accounts.users(ids)).map((user) => [user.id, viewUser(user)]),
    );
    return records.flatMap((record) => {
      const reporter = users.get(record.reporterId);
      const author = record.authorId === undefined ? undefined : users.get(record.authorId);
      // Users are marked as deleted, and never removed.
      if (reporter === undefined) return [];
      const by = author === undefined ? {} : { author: senderOf(author) };
      return [{ ...viewReport(record), ...by, reporter }];
    });
  }
}

const viewReport = (record: ReportRecord): Omit<Report, "reporter"> => ({
  id: record.id,
  room_id: record.roomId,
  seq: record.seq,
  reason: record.reason,
  status: record.status,
  ...(record.note === undefined ? {} : { note: record.note }),
  created_at: record.createdAt,
  ...(record.status === "open" ? {} : viewClosing(record)),
});

const viewClosing = ({ closedBy, closedAt, action, banId }: ReportRecord) => ({
  ...(closedBy === undefined ? {} : { closed_by: closedBy }),
  ...(closedAt === undefined ? {} : { closed_at: closedAt }),
  ...(action === undefined ? {} : { action }),
  ...(banId === undefined ? {} : { ban_id: banId }),
});

const viewPriorBan = (ban: BanRecord, now: number): PriorAction => ({
  kind: ban.kind,
  id: ban.id,
  at: ban.createdAt,
  by: ban.createdBy,
  status: ban.expiresAt === undefined || ban.expiresAt > now ? "in_force" : "over",
  ...(ban.reason === undefined ? {} : { text: ban.reason }),
  ...(ban.expiresAt === undefined ? {} : { until: ban.expiresAt }),
});

const viewPriorReport = (report: ReportRecord): PriorAction => ({
  kind: "report",
  id: report.id,
  at: report.createdAt,
  by: report.closedBy ?? report.reporterId,
  status: report.status,
  text: report.note ?? report.reason,
});
