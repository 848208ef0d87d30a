import type { Config } from "../config.ts";
import { ensureFirstAdmin } from "../core/accounts/first-admin.ts";
import type { Phase } from "../http/service.ts";
import { StoreUnavailable } from "../ports/store/store.ts";
import type { Services } from "../services.ts";
import type { Backend } from "./backend.ts";

const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 2_000;

/** A server's, from its first reach for what it depends on to its end. */
export class Life {
  readonly #services: Services;
  readonly #backend: Backend;
  readonly #config: Pick<Config, "firstAdmin" | "totpOff">;
  #isPrepared = false;

  constructor(services: Services, backend: Backend, config: Config) {
    this.#services = services;
    this.#backend = backend;
    this.#config = config;
  }

  get phase(): Phase {
    if (!this.#isPrepared) return "starting";
    return this.#services.realtime.draining ? "draining" : "serving";
  }

  /** Resolves when it may serve; rejects with what is in the way. */
  async begin(): Promise<void> {
    await this.#services.start();
    await this.#prepare();
  }

  /** Waits for whatever is away, and serves when it comes; rejects for what waiting does not cure. */
  async beginPatiently(): Promise<void> {
    await this.#backend.join();
    await this.#services.start();
    await this.#untilPrepared();
  }

  async #untilPrepared(): Promise<void> {
    const { clock, logger } = this.#services;
    let waitMs = FIRST_WAIT_MS;
    while (!this.#isPrepared) {
      try {
        this.#requireCluster();
        await this.#prepare();
        return;
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        logger.warn("not ready yet", { cause: error.message });
      }
      await new Promise<void>((resolve) => {
        clock.after(waitMs, resolve);
      });
      waitMs = Math.min(waitMs * 2, LAST_WAIT_MS);
    }
  }

  /** Servers that can't hear each other, or don't know what time it is for the others, are no cluster. */
  #requireCluster(): void {
    const { bus, cluster } = this.#services;
    for (const { ok, detail } of [bus.health(), cluster.health()]) {
      if (!ok) throw new StoreUnavailable(detail ?? "The other servers can't be heard.");
    }
  }

  /** Before anybody is let in; can be repeated. */
  async #prepare(): Promise<void> {
    await this.#services.load();
    await this.#ensureFirstAdmin();
    await this.#removeTotp();
    this.#isPrepared = true;
  }

  async #ensureFirstAdmin(): Promise<void> {
    const { firstAdmin } = this.#config;
    if (firstAdmin === undefined) return;
    const { accounts, clock, hasher, logger, store } = this.#services;
    const outcome = await ensureFirstAdmin(
      { store: store.accounts, accounts, clock, hasher },
      firstAdmin,
    );
    if (outcome === "name_taken") {
      logger.warn("ADMIN_USERNAME is an account that has another password: there is no admin yet");
    } else if (outcome !== "none") logger.info("first admin", { outcome });
  }

  /** By the operator's word, for an admin whom no other can help. */
  async #removeTotp(): Promise<void> {
    const { totpOff } = this.#config;
    if (totpOff === undefined) return;
    const { logger, secondFactor } = this.#services;
    const removed = await secondFactor.removeByOperator(totpOff);
    logger.warn("ADMIN_TOTP_OFF is set: take it away again", { username: totpOff, removed });
  }
}
