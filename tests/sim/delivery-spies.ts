import { LogReader } from "../../src/core/messages/log-reader.ts";
import type { PublishedEntry } from "../../src/ports/bus.ts";
import { Hub } from "../../src/realtime/hub.ts";
import { LiveRoom } from "../../src/realtime/live-room.ts";
import { Realtime } from "../../src/realtime/realtime.ts";
import { Ring } from "../../src/realtime/ring.ts";
import { Subscription } from "../../src/realtime/subscription.ts";
import type { Coverage } from "./coverage.ts";

/** Pages are read by this many; what else is read fills a gap. */
const PAGE_ENTRIES = 200;

/** Counts how entries reach sockets: the calls are passed on as they are. Answers how to stop. */
export const spyOnDelivery = (coverage: Coverage): (() => void) => {
  const { after, clear } = Ring.prototype;
  const { published } = LogReader.prototype;
  const { attach, gap, recheck } = Hub.prototype;
  const { begin, deliver, hear, keep, restart } = LiveRoom.prototype;
  const { deliver: deliverFrame } = Subscription.prototype;
  const { resubscribed } = Realtime.prototype;
  const fillings = new WeakSet<readonly PublishedEntry[]>();

  Ring.prototype.after = function (...args) {
    const entries = after.apply(this, args);
    if (entries !== undefined && entries.length > 0) coverage.note("paged from the ring");
    return entries;
  };
  Ring.prototype.clear = function () {
    if (this.size > 0) coverage.note("ring cleared");
    clear.apply(this);
  };
  LogReader.prototype.published = async function (roomId, cursor, limit) {
    const entries = await published.call(this, roomId, cursor, limit);
    if (limit === PAGE_ENTRIES) coverage.note("paged from the store");
    else fillings.add(entries);
    return entries;
  };
  Hub.prototype.attach = function (session, room, standing, cursor) {
    const isBehind = cursor !== undefined && cursor < room.tip.seq;
    coverage.note(isBehind ? "resumed behind" : "live at once");
    attach.call(this, session, room, standing, cursor);
  };
  Hub.prototype.gap = function (...args) {
    coverage.note("gap to be filled");
    gap.apply(this, args);
  };
  Hub.prototype.recheck = function (...args) {
    coverage.note("append in doubt");
    recheck.apply(this, args);
  };
  LiveRoom.prototype.begin = function (...args) {
    if (this.early > 0) coverage.note("entries arrived while a room was opened");
    begin.apply(this, args);
  };
  LiveRoom.prototype.deliver = function (entries) {
    const { hasGap, accepted, opening } = this;
    const isFilling = fillings.has(entries);
    if (!opening && !isFilling && entries.some(({ seq }) => seq <= accepted.seq)) {
      coverage.note("entries arrived twice");
    }
    deliver.call(this, entries);
    if (!opening && this.early > 0) coverage.note("entries arrived early");
    if (hasGap && !this.hasGap) {
      coverage.note(isFilling ? "a gap was filled from the store" : "late entries closed a gap");
    }
  };
  LiveRoom.prototype.hear = function (...args) {
    const hadGap = this.hasGap;
    hear.apply(this, args);
    if (this.hasGap && !hadGap) coverage.note("a tip sweep found entries that were lost");
  };
  LiveRoom.prototype.keep = function (...args) {
    const { size } = this.ring;
    keep.apply(this, args);
    coverage.note(this.ring.size > size ? "a page was kept" : "a page was not kept");
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
  Realtime.prototype.resubscribed = function () {
    coverage.note("swept after a resubscribe");
    resubscribed.call(this);
  };
  return () => {
    Object.assign(Ring.prototype, { after, clear });
    Object.assign(LogReader.prototype, { published });
    Object.assign(Hub.prototype, { attach, gap, recheck });
    Object.assign(LiveRoom.prototype, { begin, deliver, hear, keep, restart });
    Object.assign(Subscription.prototype, { deliver: deliverFrame });
    Object.assign(Realtime.prototype, { resubscribed });
  };
};
