import { LogReader } from "../../src/core/log-reader.ts";
import { Hub } from "../../src/realtime/hub.ts";
import { LiveRoom } from "../../src/realtime/live-room.ts";
import { Ring } from "../../src/realtime/ring.ts";
import { Subscription } from "../../src/realtime/subscription.ts";
import type { Coverage } from "./coverage.ts";

/** Counts what shows only inside: the calls are passed on as they are. Answers how to stop. */
export const spyOnStates = (coverage: Coverage): (() => void) => {
  const { after, clear } = Ring.prototype;
  const { published } = LogReader.prototype;
  const { gap, recheck } = Hub.prototype;
  const { deliver, hear, restart } = LiveRoom.prototype;
  const { deliver: deliverFrame } = Subscription.prototype;

  Ring.prototype.after = function (...args) {
    const entries = after.apply(this, args);
    if (entries !== undefined && entries.length > 0) coverage.note("paged from the ring");
    return entries;
  };
  Ring.prototype.clear = function () {
    if (this.size > 0) coverage.note("ring cleared");
    clear.apply(this);
  };
  LogReader.prototype.published = function (...args) {
    coverage.note("paged from the store");
    return published.apply(this, args);
  };
  Hub.prototype.gap = function (...args) {
    coverage.note("gap to be filled");
    gap.apply(this, args);
  };
  Hub.prototype.recheck = function (...args) {
    coverage.note("append in doubt");
    recheck.apply(this, args);
  };
  LiveRoom.prototype.deliver = function (...args) {
    deliver.apply(this, args);
    if (this.early > 0) coverage.note("entries arrived early");
  };
  LiveRoom.prototype.hear = function (...args) {
    const hadGap = this.hasGap;
    hear.apply(this, args);
    if (this.hasGap && !hadGap) coverage.note("a tip sweep found entries that were lost");
  };
  LiveRoom.prototype.restart = function (...args) {
    coverage.note("retention passed a live room");
    restart.apply(this, args);
  };
  Subscription.prototype.deliver = function (...args) {
    const wasLive = this.cursor === undefined;
    const isSent = deliverFrame.apply(this, args);
    if (wasLive && !isSent) coverage.note("fell behind");
    return isSent;
  };
  return () => {
    Object.assign(Ring.prototype, { after, clear });
    Object.assign(LogReader.prototype, { published });
    Object.assign(Hub.prototype, { gap, recheck });
    Object.assign(LiveRoom.prototype, { deliver, hear, restart });
    Object.assign(Subscription.prototype, { deliver: deliverFrame });
  };
};
