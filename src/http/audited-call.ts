import type { Caller } from "../core/caller.ts";
import { type Described, describeCall, targetOf } from "../core/moderation/audit-description.ts";
import { type AuditLog, failedResult } from "../core/moderation/audit-log.ts";
import type { AuditAction } from "../ports/store/audit.ts";
import type { CallerNeed } from "../protocol/access.ts";
import type { Audited, Route } from "../protocol/rest/route.ts";

/** Calls that change something for moderators and admins don't come into the app without saying how they are recorded. */
export type SaysHowAudited<R extends Route> = R["access"]["caller"] extends "moderator" | "admin"
  ? R["method"] extends "GET"
    ? unknown
    : { readonly audit: Audited | null }
  : unknown;

/** What a handler learns only while it works. */
export interface AuditNotes {
  /** Something more that the call is done to. */
  target(id: string): void;
}

export const NOT_AUDITED: AuditNotes = { target: () => {} };

const FOR_STAFF: ReadonlySet<CallerNeed> = new Set(["moderator", "admin"]);

/** One call, from when its caller is known to its row in the audit log. */
export class AuditedCall implements AuditNotes {
  readonly #log: AuditLog;
  readonly #audited: Audited;
  readonly #who: { readonly actor: string; readonly ip: string };
  readonly #changes: boolean;
  #said: Described;
  readonly #targets: string[] = [];
  #begun: AuditAction | undefined;

  /** Undefined for what is not recorded. */
  static of(log: AuditLog, route: Route, caller: Caller | undefined, ip: string) {
    const { audit, access } = route;
    if (audit === undefined || audit === null || caller === undefined) return undefined;
    return FOR_STAFF.has(access.caller)
      ? new AuditedCall(log, audit, { actor: caller.user.id, ip }, route.method !== "GET")
      : undefined;
  }

  private constructor(
    log: AuditLog,
    audited: Audited,
    who: { readonly actor: string; readonly ip: string },
    changes: boolean,
  ) {
    this.#log = log;
    this.#audited = audited;
    this.#who = who;
    this.#changes = changes;
    this.#said = describeCall(audited, undefined, undefined);
  }

  target(id: string): void {
    this.#targets.push(id);
  }

  /** It was asked for, well-formed or not. */
  asked(params: unknown, body?: unknown): void {
    this.#said = describeCall(this.#audited, params, body);
  }

  /** Nothing stands against it: what it changes is done next. */
  async begin(): Promise<void> {
    if (this.#changes) this.#begun = await this.#log.begin({ ...this.#who, ...this.#said });
  }

  async done(): Promise<void> {
    await this.#end("ok");
  }

  async failed(error: unknown): Promise<void> {
    await this.#end(failedResult(error));
  }

  async #end(result: string): Promise<void> {
    const { action, target } = this.#said;
    const said = {
      ...this.#who,
      action,
      target: targetOf([...target.split(" "), ...this.#targets]),
    };
    if (this.#begun === undefined) await this.#log.record(said, result);
    else await this.#log.end({ ...this.#begun, ...said }, result);
  }
}
