import { DatabaseSync, type StatementSync } from "node:sqlite";
import { StoreUnavailable } from "../../../ports/store/store.ts";
import { toStoreError } from "./sqlite-error.ts";

export type Value = string | number | null | Uint8Array;

/** What last went wrong with a connection, until a write succeeds again. */
interface Condition {
  trouble: string | undefined;
}

const failed = (condition: Condition, error: unknown): unknown => {
  const known = toStoreError(error);
  if (known instanceof StoreUnavailable) condition.trouble = known.message;
  return known;
};

/** A prepared statement whose rows have the shape that its SQL says. */
export class Statement<Row> {
  readonly #statement: StatementSync;
  readonly #condition: Condition;

  constructor(statement: StatementSync, condition: Condition) {
    this.#statement = statement;
    this.#condition = condition;
  }

  get(...values: Value[]): Row | undefined {
    try {
      return this.#statement.get(...values) as Row | undefined;
    } catch (error) {
      throw failed(this.#condition, error);
    }
  }

  all(...values: Value[]): Row[] {
    try {
      return this.#statement.all(...values) as Row[];
    } catch (error) {
      throw failed(this.#condition, error);
    }
  }

  /** How many rows were changed. */
  run(...values: Value[]): number {
    return this.runWith((statement) => statement.run(...values));
  }

  /** The same of what is run thousands of times a second: to pass many values on costs as much as to bind them. */
  runWith(run: (statement: StatementSync) => { readonly changes: number | bigint }): number {
    try {
      const { changes } = run(this.#statement);
      this.#condition.trouble = undefined;
      return Number(changes);
    } catch (error) {
      throw failed(this.#condition, error);
    }
  }
}

/**
 * One connection to one file. Statements are prepared once and kept: their texts are constants of the
 * code, so there are as many as there are queries.
 */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Statement<unknown>>();
  readonly #condition: Condition = { trouble: undefined };
  #inTransaction = false;

  constructor(file: string, options: { readonly readOnly?: boolean; readonly timeoutMs: number }) {
    this.#database = new DatabaseSync(file, {
      readOnly: options.readOnly ?? false,
      timeout: options.timeoutMs,
    });
  }

  prepare<Row>(sql: string): Statement<Row> {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept as Statement<Row>;
    try {
      const statement = new Statement<Row>(this.#database.prepare(sql), this.#condition);
      this.#statements.set(sql, statement);
      return statement;
    } catch (error) {
      throw failed(this.#condition, error);
    }
  }

  /** For schemas and pragmas; statements that run more than once are prepared. */
  execute(sql: string): void {
    try {
      this.#database.exec(sql);
    } catch (error) {
      throw failed(this.#condition, error);
    }
  }

  pragma(name: string): Value | undefined {
    const statement = this.#database.prepare(`PRAGMA ${name}`);
    const row = new Statement<Record<string, Value>>(statement, this.#condition).get();
    return row === undefined ? undefined : Object.values(row)[0];
  }

  /**
   * All of `work` or nothing. BEGIN and COMMIT are prepared, as Deno tells the error code of prepared
   * statements only. A failed COMMIT (disk full) leaves the transaction open, hence the rollback.
   */
  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    this.prepare("BEGIN IMMEDIATE").run();
    this.#inTransaction = true;
    try {
      const result = work();
      this.prepare("COMMIT").run();
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** SQLite rolls back by itself after some errors; then there is nothing left to roll back. */
  #rollBack(): void {
    if (!this.#database.isTransaction) return;
    try {
      this.#database.exec("ROLLBACK");
    } catch (error) {
      if (this.#database.isTransaction) throw failed(this.#condition, error);
    }
  }

  /** What went wrong last, where no write has succeeded since. */
  get trouble(): string | undefined {
    return this.#condition.trouble;
  }

  /** For SQLite's own backup, which wants the handle. */
  get handle(): DatabaseSync {
    return this.#database;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}
