import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { ReportChange, ReportRecord } from "../../ports/store/moderation.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Ban } from "../../protocol/admin-entities.ts";
import type { Enforced } from "../../protocol/enforcement.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ReportAction } from "../../protocol/report-actions.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { afterwards } from "../afterwards.ts";
import type { Caller } from "../caller.ts";
import type { RoomLog } from "../messages/room-log.ts";
import type { Announcements } from "./announcements.ts";
import type { Moderation } from "./moderation.ts";

/** Reports of one message that one action closes. */
const AT_ONCE = 100;

export interface ReportResolutionDeps {
  readonly store: Store;
  readonly log: RoomLog;
  readonly moderation: Moderation;
  readonly announcements: Announcements;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ResolutionRequest {
  readonly status: ReportChange["status"];
  readonly note?: string | undefined;
  readonly action?: ReportAction | undefined;
}

export interface Resolution {
  readonly report: ReportRecord;
  /** Other open reports of the same message. */
  readonly alsoClosed: number;
  readonly ban?: Ban;
  readonly enforced?: Enforced;
  /** Ids of what it was done to, beside the report. */
  readonly targets: readonly string[];
}

type Done = Omit<Resolution, "report" | "alsoClosed">;

/**
 * Closes a report together with what is done about it. The report is taken first, so that of two who close it at
 * once one acts; where the action fails it is open again, and nothing is half done. It names its ban before there is
 * one, so that this can be taken back wherever the closing was cut off.
 */
export class ReportResolution {
  readonly #deps: ReportResolutionDeps;

  constructor(deps: ReportResolutionDeps) {
    this.#deps = deps;
  }

  /** `address`: where the caller comes from. */
  async resolve(
    caller: Caller,
    id: string,
    { status, note, action }: ResolutionRequest,
    address: string,
  ): Promise<Resolution> {
    const { clock } = this.#deps;
    const closed = { status, note, closedBy: caller.user.id, closedAt: clock.now() };
    if (action === undefined) {
      return { report: await this.#take(id, closed), alsoClosed: 0, targets: [] };
    }
    const change = { ...closed, action, banId: this.#banIdFor(action) };
    const report = await this.#take(id, change);
    let done: Done;
    try {
      done = await this.#act(caller, report, action, address);
    } catch (error) {
      await afterwards(clock, () => this.#takeBack(id, change.banId));
      throw error;
    }
    return { ...done, report, alsoClosed: await this.#closeOthers(report, change) };
  }

  #banIdFor({ type }: ReportAction): string | undefined {
    const { clock, random } = this.#deps;
    return type === "ban" || type === "mute" ? random.uuid(clock.now()) : undefined;
  }

  /** As if it had not been closed: with it go the ban or mute, and what those closed besides. */
  async reopen(id: string): Promise<Resolution> {
    const { store } = this.#deps;
    const closed = await store.moderation.report(id);
    if (closed === undefined) throw notFound();
    const { action, banId, authorId, roomId, seq } = closed;
    if (action?.type === "warn" || action?.type === "delete_message") {
      throw new ProtocolError("conflict", "What was done about it can't be taken back.");
    }
    const enforced = banId === undefined ? undefined : await this.#lift(banId);
    const report = await store.moderation.reopenReport(id);
    if (report === undefined) throw new ProtocolError("conflict", "It is open.");
    if (banId === undefined) return { report, alsoClosed: 0, targets: [] };
    const others = await store.moderation.reportsOfMessage(roomId, seq, "resolved", AT_ONCE);
    for (const other of others) {
      if (other.banId === banId) await store.moderation.reopenReport(other.id);
    }
    const targets = authorId === undefined ? [banId] : [authorId, banId];
    return { report, alsoClosed: 0, ...(enforced && { enforced }), targets };
  }

  /** The ban may have been made all the same. */
  async #takeBack(id: string, banId: string | undefined): Promise<void> {
    if (banId !== undefined) await this.#lift(banId);
    await this.#deps.store.moderation.reopenReport(id);
  }

  /** Somebody may have lifted it before, and then it is as good. */
  async #lift(banId: string): Promise<Enforced | undefined> {
    try {
      return await this.#deps.moderation.liftBan(banId);
    } catch (error) {
      if (error instanceof ProtocolError && error.code === "not_found") return undefined;
      throw error;
    }
  }

  async #take(id: string, change: ReportChange): Promise<ReportRecord> {
    const { moderation } = this.#deps.store;
    const taken = await moderation.updateReport(id, change, "open");
    if (taken !== undefined) return taken;
    if ((await moderation.report(id)) === undefined) throw notFound();
    throw new ProtocolError("conflict", "Somebody has closed it meanwhile.");
  }

  async #act(
    caller: Caller,
    report: ReportRecord,
    action: ReportAction,
    address: string,
  ): Promise<Done> {
    const { moderation, announcements } = this.#deps;
    if (action.type === "delete_message") return await this.#deleteMessage(caller, report);
    const authorId = await this.#author(report);
    switch (action.type) {
      case "warn": {
        const { id } = await announcements.warn(caller, authorId, action.text);
        return { targets: [authorId, id] };
      }
      case "mute": {
        const until = { until: action.until, reason: report.reason };
        const muted = await moderation.mute(caller, authorId, until, report.banId);
        return { ...muted, targets: [authorId, muted.ban.id] };
      }
      case "ban": {
        const { reason = report.reason, expires_at } = action;
        const request = { user_id: authorId, reason, expires_at, careful: true };
        const banned = await moderation.ban(caller, request, address, report.banId);
        return { ...banned, targets: [authorId, banned.ban.id] };
      }
    }
  }

  async #deleteMessage(caller: Caller, { roomId, seq }: ReportRecord): Promise<Done> {
    try {
      await this.#deps.log.append({
        roomId,
        cid: undefined,
        sender: senderOf(caller.user),
        payload: { event: "delete", target: seq },
        moderates: true,
      });
    } catch (error) {
      // Somebody else's delete is as good.
      if (!(error instanceof ProtocolError && error.code === "gone")) throw error;
    }
    return { targets: [roomId] };
  }

  async #author({ authorId, roomId, seq }: ReportRecord): Promise<string> {
    if (authorId !== undefined) return authorId;
    const [message] = (await this.#deps.store.log.messagesAt(roomId, [seq])).messages;
    if (message === undefined) {
      throw new ProtocolError("gone", "The message is gone, and with it who wrote it.");
    }
    return message.senderId;
  }

  async #closeOthers({ roomId, seq }: ReportRecord, change: ReportChange): Promise<number> {
    const { moderation } = this.#deps.store;
    const others = await moderation.reportsOfMessage(roomId, seq, "open", AT_ONCE);
    let closed = 0;
    for (const { id } of others) {
      if ((await moderation.updateReport(id, change, "open")) !== undefined) closed += 1;
    }
    return closed;
  }
}

const notFound = (): ProtocolError => new ProtocolError("not_found", "No such report.");
