import type { Bus, Command } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Enforced, Enforcement } from "../../protocol/enforcement.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { within } from "../within.ts";

/** Shown for a while after they ended, the oldest go first. */
const KEPT = 100;
const GIVE_UP_MS = 10 * 60_000;
/** A store that does not say in that time whether something holds still keeps nothing from being enforced. */
const RENEWED_MS = 1_000;
/** Between two attempts: at first soon, for a server that is only busy. */
const WAITS_MS = [500, 1_000, 2_000, 5_000] as const;

export interface EnforcementDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly serverId: string;
}

/** What is enforced, on what; a later one on the same target takes its place. */
export interface Enforcing {
  readonly action: string;
  readonly target: string;
  /**
   * Of commands that say what was decided, and don't have it read anew: what is to be told on another try. Undefined
   * where it holds no more, which another server may have seen to.
   */
  readonly renew?: () => Promise<readonly Command[] | undefined>;
}

interface Telling {
  readonly target: string;
  superseded: boolean;
}

interface Pursuit {
  shown: Enforcement;
  commands: readonly Command[];
  readonly renew: Enforcing["renew"];
  readonly startedAt: number;
}

/**
 * Confirmed enforcement (DESIGN §2.14): what was told to all servers and not confirmed by some is told to these
 * again and again, until they do or their leases end: a server that died has no sockets. Commands must bear repeating.
 */
export class Enforcements {
  readonly #deps: EnforcementDeps;
  /** By id, in the order in which they began. */
  readonly #pursuits = new Map<string, Pursuit>();
  /** Being told for the first time: what is enforced on the same target meanwhile takes their place too. */
  readonly #telling = new Set<Telling>();

  constructor(deps: EnforcementDeps) {
    this.#deps = deps;
  }

  /** How many are being tried still. */
  get trying(): number {
    return this.here().filter(({ state }) => state === "trying").length;
  }

  /** One after the other; what all of them together took, and the servers that confirmed each. */
  async enforce(what: Enforcing, commands: readonly Command[]): Promise<Enforced> {
    this.supersede(what.target);
    const telling = { target: what.target, superseded: false };
    this.#telling.add(telling);
    try {
      const enforced = await this.#tell(commands);
      return this.#follow(what, commands, enforced, telling.superseded);
    } finally {
      this.#telling.delete(telling);
    }
  }

  async #tell(commands: readonly Command[]): Promise<Enforced> {
    let confirmed = Number.POSITIVE_INFINITY;
    let servers = 0;
    let ms = 0;
    const pending = new Set<string>();
    for (const command of commands) {
      const enforced = await this.#deps.bus.command(command);
      confirmed = Math.min(confirmed, enforced.confirmed);
      servers = Math.max(servers, enforced.servers);
      ms += enforced.ms;
      for (const id of enforced.pending ?? []) pending.add(id);
    }
    return {
      confirmed,
      servers,
      ms: Math.round(ms * 100) / 100,
      ...(pending.size === 0 ? {} : { pending: Array.from(pending) }),
    };
  }

  /** Goes on with what was told once, where some did not confirm it. */
  follow(what: Enforcing, commands: readonly Command[], enforced: Enforced): Enforced {
    return this.#follow(what, commands, enforced, false);
  }

  #follow(
    { action, target, renew }: Enforcing,
    commands: readonly Command[],
    enforced: Enforced,
    superseded: boolean,
  ): Enforced {
    const { pending = [], confirmed, servers, ms } = enforced;
    if (pending.length === 0) return enforced;
    const { clock, random, serverId } = this.#deps;
    const id = random.uuid(clock.now());
    const shown: Enforcement = {
      action,
      target,
      id,
      server_id: serverId,
      state: superseded ? "superseded" : "trying",
      started_at: clock.now() - Math.round(ms),
      confirmed,
      servers,
      pending,
      attempts: 1,
      ms,
    };
    const pursuit = { shown, commands, renew, startedAt: clock.monotonic() - ms };
    this.#keep(pursuit);
    if (!superseded) this.#later(pursuit);
    return { ...enforced, id };
  }

  /** What was to be enforced on it is so no more. */
  supersede(target: string): void {
    for (const pursuit of this.#pursuits.values()) {
      if (pursuit.shown.target === target) this.#end(pursuit, "superseded");
    }
    for (const telling of this.#telling) {
      if (telling.target === target) telling.superseded = true;
    }
  }

  /** Those of this server, oldest first. */
  here(): Enforcement[] {
    return Array.from(this.#pursuits.values(), ({ shown }) => shown);
  }

  /** Those of all servers that answer, newest first. */
  async list(): Promise<Enforcement[]> {
    const { answers } = await this.#deps.bus.ask({ type: "enforcements" });
    return answers.flat().toSorted((a, b) => b.started_at - a.started_at || (a.id < b.id ? 1 : -1));
  }

  async get(id: string): Promise<Enforcement> {
    const found =
      this.#pursuits.get(id)?.shown ?? (await this.list()).find((shown) => shown.id === id);
    if (found === undefined) throw new ProtocolError("not_found", "No such enforcement.");
    return found;
  }

  #keep(pursuit: Pursuit): void {
    this.#pursuits.set(pursuit.shown.id, pursuit);
    for (const id of this.#pursuits.keys()) {
      if (this.#pursuits.size <= KEPT) return;
      this.#pursuits.delete(id);
    }
  }

  #later(pursuit: Pursuit): void {
    const { attempts } = pursuit.shown;
    const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? 0;
    this.#deps.clock.after(wait, () => void this.#again(pursuit));
  }

  async #again(pursuit: Pursuit): Promise<void> {
    if (!this.#isTrying(pursuit)) return;
    if (pursuit.renew !== undefined) {
      if (!(await this.#holds(pursuit, pursuit.renew))) this.#end(pursuit, "superseded");
      if (!this.#isTrying(pursuit)) return;
    }
    let confirmed: readonly string[] = pursuit.shown.pending;
    for (const command of pursuit.commands) {
      confirmed = await this.#deps.bus.repeat(command, confirmed);
    }
    if (!this.#isTrying(pursuit)) return;
    const { shown } = pursuit;
    const pending = shown.pending.filter((id) => !confirmed.includes(id));
    const ms = Math.round(this.#deps.clock.monotonic() - pursuit.startedAt);
    pursuit.shown = {
      ...shown,
      pending,
      confirmed: Math.min(shown.servers, shown.confirmed + shown.pending.length - pending.length),
      attempts: shown.attempts + 1,
      ms,
    };
    if (pending.length === 0) this.#end(pursuit, "confirmed");
    else if (ms >= GIVE_UP_MS) this.#end(pursuit, "given_up");
    else this.#later(pursuit);
  }

  /** Whether it is to be enforced still; what that takes is told as it is now. */
  async #holds(pursuit: Pursuit, renew: NonNullable<Enforcing["renew"]>): Promise<boolean> {
    let holds = true;
    const reading = renew().then((commands) => {
      holds = commands !== undefined;
      pursuit.commands = commands ?? pursuit.commands;
    });
    // Whoever is to be shut out does not stay because that can't be read.
    await within(this.#deps.clock, RENEWED_MS, reading).catch(() => undefined);
    return holds;
  }

  /** Not over, and not pushed out by newer ones. */
  #isTrying({ shown }: Pursuit): boolean {
    return shown.state === "trying" && this.#pursuits.has(shown.id);
  }

  #end(pursuit: Pursuit, state: Enforcement["state"]): void {
    if (pursuit.shown.state === "trying") pursuit.shown = { ...pursuit.shown, state };
  }
}
