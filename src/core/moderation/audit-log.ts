import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Random } from "../../ports/random.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import type { AuditAction, AuditQuery, AuditStore } from "../../ports/store/audit.ts";
import type { AuditHead, AuditRow } from "../../protocol/audit/audit-row.ts";
import type { FoundUser } from "../../protocol/users.ts";
import { viewFoundUser } from "../accounts/user-view.ts";
import { failureOf } from "../failure.ts";

export interface AuditLogDeps {
  readonly store: AuditStore;
  readonly accounts: Pick<AccountStore, "users" | "userByUsername">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** No other server has actions of its own under way. */
  readonly alone: boolean;
  /** Told of each row that this server has made. */
  readonly recorded: (row: AuditRow) => void;
}

/** Who does what to what, and where they are. */
export type AuditedAction = Omit<AuditAction, "id" | "at">;

export interface AuditRequest extends Pick<AuditQuery, "order"> {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface AuditPage {
  readonly audit: AuditRow[];
  readonly users: FoundUser[];
  readonly head: AuditHead;
  readonly next_cursor?: string;
}

export const ANONYMOUS = "anonymous";
/** Of an action whose server was gone before it could say what came of it. */
const UNKNOWN = "unknown";
const SWEEP_MS = 60_000;
/** No call takes so long: whatever was begun before then is not under way any more. */
const LONGEST_ACTION_MS = 5 * 60_000;
const SWEEP_LIMIT = 100;
const EXPORT_PAGE = 500;

/**
 * What was done from the dashboard. An action is noted before it begins and has its row before it is answered: so
 * none that took effect is without one, whenever its server ends.
 */
export class AuditLog {
  readonly #deps: AuditLogDeps;

  constructor(deps: AuditLogDeps) {
    this.#deps = deps;
  }

  /** Finds what was begun and never ended, at the start and now and then. */
  start(): void {
    const { clock, alone } = this.#deps;
    // Alone, all that is found at the start is of a server that is gone.
    void this.#sweep(alone ? clock.now() + 1 : clock.now() - LONGEST_ACTION_MS);
    clock.every(SWEEP_MS, () => void this.#sweep(clock.now() - LONGEST_ACTION_MS));
  }

  /** Resolves once it would not be forgotten, and it may be done. */
  async begin(said: AuditedAction): Promise<AuditAction> {
    const begun = this.#made(said);
    await this.#deps.store.begin(begun);
    return begun;
  }

  /** Its row, chained. */
  async end(begun: AuditAction, result: string): Promise<void> {
    const row = await this.#append(begun, result);
    // It took so long that it was given up: what became of it is told all the same.
    if (row.result === UNKNOWN && result !== UNKNOWN) await this.record(begun, result);
  }

  /** What needs no beginning: it changes nothing, or was refused. */
  async record(said: AuditedAction, result: string): Promise<void> {
    await this.#append(this.#made(said), result);
  }

  async list(request: AuditRequest, cursor: string | undefined, limit: number): Promise<AuditPage> {
    const { store } = this.#deps;
    const query = await this.#query(request);
    // Before the rows: those that come meanwhile are more than it says, never less.
    const head = await store.head();
    const page = await store.rows({ ...query, limit, ...(cursor === undefined ? {} : { cursor }) });
    const audit = [...page.items];
    const answer = { audit, users: await this.#usersIn(audit), head };
    return page.nextCursor === undefined ? answer : { ...answer, next_cursor: page.nextCursor };
  }

  /** All rows, some at a time. */
  async *export(request: AuditRequest): AsyncGenerator<readonly AuditRow[]> {
    const query = await this.#query(request);
    let cursor: string | undefined;
    do {
      const page = await this.#deps.store.rows({
        ...query,
        limit: EXPORT_PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      yield page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  #made({ actor, action, target, ip }: AuditedAction): AuditAction {
    const { clock, random } = this.#deps;
    const at = clock.now();
    return { id: random.uuid(at), at, actor, action, target, ip };
  }

  async #append(begun: AuditAction, result: string): Promise<AuditRow> {
    const { store, clock, logger, recorded } = this.#deps;
    const row = await store.append({ ...begun, at: clock.now(), result });
    // What a log that leaves this machine says of the chain can't be changed with the chain.
    logger.info("audit", { audit_id: row.id, action: nameOf(row.action), hash: row.hash });
    recorded(row);
    return row;
  }

  async #sweep(before: number): Promise<void> {
    const { store, logger } = this.#deps;
    try {
      for (const begun of await store.unfinished(before, SWEEP_LIMIT)) {
        await this.#append(begun, UNKNOWN);
      }
    } catch (error) {
      // A store that is away says so by itself; the next sweep finds them again.
      logger.warn("audit log not completed", { error: String(error) });
    }
  }

  async #query(request: AuditRequest): Promise<Omit<AuditQuery, "limit" | "cursor">> {
    const { actor, action, target, from, to, order } = request;
    return {
      order,
      ...(actor === undefined ? {} : { actor: await this.#actorId(actor) }),
      ...(action === undefined ? {} : { action }),
      ...(target === undefined ? {} : { target }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }

  /** Ids are longer than usernames may be. */
  async #actorId(actor: string): Promise<string> {
    return (await this.#deps.accounts.userByUsername(actor.toLowerCase()))?.id ?? actor;
  }

  async #usersIn(rows: readonly AuditRow[]): Promise<FoundUser[]> {
    const ids = new Set(rows.flatMap(({ actor, target }) => [actor, ...target.split(" ")]));
    return (await this.#deps.accounts.users([...ids])).map(viewFoundUser);
  }
}

/** Of an action that was refused, or whose outcome is open. */
export const failedResult = (error: unknown): string => {
  const { code } = failureOf(error);
  return `${code === "internal" || code === "unavailable" ? "failed" : "refused"}:${code}`;
};

/** Without what it was done with. */
const nameOf = (action: string): string => action.split(" ", 1)[0] ?? "";
