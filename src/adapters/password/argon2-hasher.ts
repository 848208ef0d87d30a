import { hash, verify } from "@node-rs/argon2";
import type { PasswordHasher } from "../../ports/password-hasher.ts";
import { ProtocolError } from "../../protocol/errors.ts";

/** argon2id; https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash of no password at all: 32 random bytes went into it. Verifying against it takes as long as any. */
const NOBODY =
  "$argon2id$v=19$m=19456,t=2,p=1$LK9DqywI8nlfagVW2YHfQw$pdizkbJF+cfplO3BbkY/SAnQOhg84dAckpgGfzRG06A";

export interface Argon2Options {
  /** Hashes that run at once, each on a thread of the runtime's pool with 19 MiB. */
  readonly concurrency: number;
  /** Calls that may wait for one; beyond it `unavailable`. */
  readonly queue: number;
}

export class Argon2Hasher implements PasswordHasher {
  readonly #options: Argon2Options;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #total = 0;

  constructor(options: Argon2Options = { concurrency: 2, queue: 128 }) {
    this.#options = options;
  }

  hash(password: string): Promise<string> {
    return this.#limited(() => hash(password, PARAMETERS));
  }

  verify(password: string, stored: string | undefined): Promise<boolean> {
    return this.#limited(async () => {
      const matches = await verify(stored ?? NOBODY, password);
      return matches && stored !== undefined;
    });
  }

  gauges(): Readonly<Record<"running" | "waiting" | "total", number>> {
    return { running: this.#running, waiting: this.#waiting.length, total: this.#total };
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    await this.#admission();
    this.#total++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // The place is handed on, so that nobody who comes now overtakes those who wait.
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #admission(): Promise<void> {
    if (this.#running < this.#options.concurrency) {
      this.#running++;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#options.queue) {
      throw new ProtocolError("unavailable", "Too many sign-ins at once; try again in a moment.");
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
