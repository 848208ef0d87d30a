import type { Blobs } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { AttachmentStore } from "../../ports/store/attachments.ts";
import { LIMITS } from "../../protocol/limits.ts";

export interface AttachmentSweepDeps {
  readonly store: AttachmentStore;
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
}

const EVERY_MS = 60_000;
/** Longer than any upload takes. */
const BEGUN_MS = 60 * 60_000;
/** In one run: a room that is deleted may leave many. What is left is there in the next. */
const FILES = 1_000;

/**
 * Removes the bytes of files that nobody can have any more: those of messages that were deleted or have gone with
 * their room, those that were never sent, and what uploads have left that were cut off. Any server may, and may be
 * cut off anywhere: the bytes go first, and then what is known of them.
 */
export class AttachmentSweep {
  readonly #deps: AttachmentSweepDeps;
  /**
   * Abandoned when it last looked. They go when they still are: a message that was on its way then, to carry one
   * of them, has come by now.
   */
  #seen: ReadonlySet<string> = new Set();
  #running = false;

  constructor(deps: AttachmentSweepDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#deps.clock.every(EVERY_MS, () => void this.run());
  }

  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const { store, blobs, clock, logger } = this.#deps;
    const now = clock.now();
    const limits = { begunBefore: now - BEGUN_MS, unsentBefore: now - LIMITS.unsentFileMs };
    try {
      const abandoned = await store.abandonFiles(limits, FILES);
      const due = abandoned.filter((id) => this.#seen.has(id));
      this.#seen = new Set(abandoned);
      for (const id of due) await blobs.remove(id);
      if (due.length > 0) await store.forgetFiles(due);
    } catch (error) {
      logger.warn("files are removed later", { error: String(error) });
    } finally {
      this.#running = false;
    }
  }
}
