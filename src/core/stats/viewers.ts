import type { Command } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { KeptTick } from "./tick-log.ts";

/** Somebody who watches. */
export interface Viewer {
  readonly userId: string;
  readonly sessionId: string;
  /** When the token ends, milliseconds since the epoch. */
  readonly expiresAt: number;
  /** False when it can't take more now. */
  send(frame: Uint8Array): boolean;
  end(): void;
  /** Rejects when it may no longer watch. */
  recheck(): Promise<unknown>;
}

/** Of one server: beyond them a dashboard turns to another. */
const MAX_VIEWERS = 200;
/** Ticks that in a row could not be sent. */
const MAX_MISSED = 30;
/** What no command told of. */
const RECHECK_TICKS = 10;

interface Watching {
  missed: number;
  ticks: number;
}

/** Those who are sent every tick, while they may see it and take it. */
export class Viewers {
  readonly #clock: Clock;
  readonly #watching = new Map<Viewer, Watching>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#watching.size;
  }

  /** Throws `unavailable` where there are too many. */
  add(viewer: Viewer): void {
    if (this.#watching.size >= MAX_VIEWERS) {
      throw new ProtocolError("unavailable", "Too many dashboards watch this server.", {
        retryAfterMs: 5_000,
      });
    }
    this.#watching.set(viewer, { missed: 0, ticks: 0 });
    // What ended between the look at them and now was told to those who were here.
    this.#recheck(viewer);
  }

  remove(viewer: Viewer): void {
    this.#watching.delete(viewer);
  }

  /** The same bytes to all of them. */
  tick(kept: KeptTick): void {
    const now = this.#clock.now();
    for (const [viewer, watching] of Array.from(this.#watching)) {
      watching.ticks += 1;
      if (viewer.expiresAt <= now) this.#end(viewer);
      else if (viewer.send(kept.frame)) watching.missed = 0;
      else watching.missed += 1;
      if (watching.missed > MAX_MISSED) this.#end(viewer);
      else if (watching.ticks % RECHECK_TICKS === 0) this.#recheck(viewer);
    }
  }

  /** Who may no longer watch stops at once. */
  apply(command: Command): void {
    if (command.type === "sessions_ended") {
      const ended = new Set(command.sessionIds);
      this.#endWhere(({ sessionId }) => ended.has(sessionId));
    } else if (command.type === "user_closed") {
      this.#endWhere(({ userId }) => userId === command.userId);
    } else if (command.type === "user_updated") {
      for (const viewer of this.#watching.keys()) {
        if (viewer.userId === command.user.id) this.#recheck(viewer);
      }
    } else if (command.type === "bans_changed") {
      for (const viewer of this.#watching.keys()) this.#recheck(viewer);
    }
  }

  /** This server goes away: they turn to another, and go on where they are. */
  endAll(): void {
    this.#endWhere(() => true);
  }

  #recheck(viewer: Viewer): void {
    viewer.recheck().catch((error: unknown) => {
      // A store that is away says nothing about anybody.
      const isRefused =
        error instanceof ProtocolError &&
        (error.code === "unauthenticated" || error.code === "forbidden");
      if (isRefused) this.#end(viewer);
    });
  }

  #endWhere(applies: (viewer: Viewer) => boolean): void {
    for (const viewer of Array.from(this.#watching.keys())) if (applies(viewer)) this.#end(viewer);
  }

  #end(viewer: Viewer): void {
    if (this.#watching.delete(viewer)) viewer.end();
  }
}
