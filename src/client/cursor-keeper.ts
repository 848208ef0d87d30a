import type { ClientClock, CursorStore, Timer } from "./ports.ts";

const SAVE_MS = 1_000;

/** Writes cursors behind what was applied: after a crash a second's entries come again, none is lost. */
export class CursorKeeper {
  readonly #store: CursorStore;
  readonly #clock: ClientClock;
  readonly #cursors: () => Readonly<Record<string, number>>;
  #account: string | undefined;
  #timer: Timer | undefined;

  constructor(
    store: CursorStore,
    clock: ClientClock,
    cursors: () => Readonly<Record<string, number>>,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#cursors = cursors;
  }

  async load(account: string): Promise<Readonly<Record<string, number>>> {
    const cursors = await this.#store.load(account);
    this.#account = account;
    return cursors;
  }

  moved(): void {
    this.#timer ??= this.#clock.after(SAVE_MS, () => void this.save());
  }

  /** A failed save is made up for by the next. */
  async save(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#account === undefined) return;
    await this.#store.save(this.#account, this.#cursors()).catch(() => undefined);
  }

  async clear(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#account !== undefined) await this.#store.save(this.#account, {});
    this.#account = undefined;
  }
}
