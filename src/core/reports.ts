import type { Clock } from "../ports/clock.ts";
import type { Random } from "../ports/random.ts";
import type { ReportRecord } from "../ports/store/moderation.ts";
import type { Store } from "../ports/store/store.ts";
import type { Report } from "../protocol/admin-entities.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { Caller } from "./caller.ts";
import type { Rooms } from "./rooms.ts";
import { viewUser } from "./user-view.ts";

export interface ReportDeps {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly random: Random;
}

/** Messages that members bring before the moderators, and what becomes of that. */
export class Reports {
  readonly #deps: ReportDeps;

  constructor(deps: ReportDeps) {
    this.#deps = deps;
  }

  /** Once by each member for each message: what is said a second time is taken for the first. */
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
      status: "open",
      createdAt,
    });
  }

  async list(
    status: Report["status"] | undefined,
    cursor: string | undefined,
    limit: number,
  ): Promise<{ reports: Report[]; next_cursor?: string }> {
    const page = await this.#deps.store.moderation.reports(status, cursor, limit);
    const reports = await this.#view(page.items);
    return page.nextCursor === undefined ? { reports } : { reports, next_cursor: page.nextCursor };
  }

  async update(
    id: string,
    change: { readonly status: Report["status"]; readonly note?: string | undefined },
  ): Promise<Report> {
    const updated = await this.#deps.store.moderation.updateReport(id, change);
    const [report] = updated === undefined ? [] : await this.#view([updated]);
    if (report === undefined) throw new ProtocolError("not_found", "No such report.");
    return report;
  }

  async #view(records: readonly ReportRecord[]): Promise<Report[]> {
    const ids = Array.from(new Set(records.map(({ reporterId }) => reporterId)));
    const users = new Map(
      (await this.#deps.store.accounts.users(ids)).map((user) => [user.id, viewUser(user)]),
    );
    return records.flatMap((record) => {
      const reporter = users.get(record.reporterId);
      // Users are marked as deleted, and never removed.
      return reporter === undefined ? [] : [{ ...viewReport(record), reporter }];
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
});
