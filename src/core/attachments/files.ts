import type { Blobs } from "../../ports/blobs.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { Metrics } from "../../ports/metrics.ts";
import type { Random } from "../../ports/random.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { AttachmentSweep } from "./attachment-sweep.ts";
import { Attachments } from "./attachments.ts";

export interface FileDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What is there for files: how they come and are handed out, and what removes those that nobody can have any more. */
export const createFiles = (deps: FileDeps) => {
  const { blobs, rooms, clock, random, logger, metrics } = deps;
  const { attachments: store } = deps.store;
  const attachments = new Attachments({ store, blobs, rooms, clock, random });
  metrics.gauge("crosstalk_uploads", "Uploads under way in this server", () => attachments.running);
  return {
    attachments,
    attachmentSweep: new AttachmentSweep({ store, blobs, clock, logger }),
  };
};
