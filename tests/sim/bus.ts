import type {
  Answers,
  AnswerTo,
  Bus,
  BusHandlers,
  Command,
  PublishedEntry,
  Question,
  QuestionType,
  Signal,
} from "../../src/ports/bus.ts";
import type { Enforced } from "../../src/protocol/enforcement.ts";
import type { Chance } from "./chance.ts";
import type { Coverage } from "./coverage.ts";
import type { Machine, Scheduler } from "./scheduler.ts";

export interface BusWeather {
  delayMs: number;
  /** Of published batches. */
  loss: number;
  /** Of commands, on their way to another server. */
  commandLoss: number;
  duplication: number;
}

interface Station {
  readonly machine: Machine;
  readonly handlers: BusHandlers;
  readonly rooms: Set<string>;
}

/** After so long without a sign a server subscribes anew (DESIGN §2.11). */
const SILENCE_MS = 5_000;

/** What connects the servers of a run: entries may be lost, doubled and reordered, commands be lost. */
export class Backbone {
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #weather: BusWeather;
  readonly #coverage: Coverage;
  readonly #stations = new Set<Station>();
  readonly #silent = new WeakSet<Station>();
  #down = false;

  constructor(scheduler: Scheduler, chance: Chance, weather: BusWeather, coverage: Coverage) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.#weather = weather;
    this.#coverage = coverage;
  }

  /** A tip sweep looks whether it has to hurry. */
  asked(): void {
    if (this.#down) this.#coverage.note("swept while the bus was down");
  }

  get down(): boolean {
    return this.#down;
  }

  /** Nothing gets through until it is back, and every server learns of both. */
  breakDown(): void {
    this.#down = true;
  }

  comeBack(): void {
    if (!this.#down) return;
    this.#down = false;
    for (const station of this.#stations) {
      if (station.machine.alive) this.#later(station, () => station.handlers.resubscribed());
    }
  }

  /** One server hears nothing for a while; after a time it notices, and is heard of again. */
  silence(ms: number): void {
    const alive = Array.from(this.#stations).filter(({ machine }) => machine.alive);
    if (alive.length === 0) return;
    const station = this.#chance.pick(alive);
    if (this.#silent.has(station)) return;
    this.#coverage.note("silence");
    this.#silent.add(station);
    this.#scheduler.after(station.machine, Math.min(ms, SILENCE_MS), () => {
      this.#silent.delete(station);
      if (ms < SILENCE_MS) return;
      this.#coverage.note("silence noticed");
      station.handlers.resubscribed();
    });
  }

  join(station: Station): void {
    for (const other of Array.from(this.#stations)) if (!other.machine.alive) this.leave(other);
    this.#stations.add(station);
  }

  leave(station: Station): void {
    this.#stations.delete(station);
  }

  publish(from: Station, roomId: string, entries: readonly PublishedEntry[]): void {
    if (this.#down) this.#coverage.note("published while the bus was down");
    for (const station of this.#others(from)) {
      if (!station.rooms.has(roomId)) {
        this.#coverage.note("a server without members was sent nothing");
        continue;
      }
      if (this.#loses(station, this.#weather.loss)) {
        this.#coverage.note("entries lost on the bus");
        continue;
      }
      const times = this.#chance.happens(this.#weather.duplication) ? 2 : 1;
      for (let time = 0; time < times; time += 1) {
        this.#later(station, () => station.handlers.entries(roomId, entries));
      }
    }
  }

  signal(from: Station, signal: Signal): void {
    for (const station of this.#others(from)) {
      if (this.#loses(station, 0)) continue;
      this.#later(station, () => station.handlers.signal(signal));
    }
  }

  async command(from: Station, command: Command): Promise<Enforced> {
    const others = Array.from(this.#others(from), (station) =>
      this.#commandOther(station, command),
    );
    await from.handlers.command(command);
    const confirmed = await Promise.all(others);
    return { confirmed: 1 + confirmed.filter(Boolean).length, servers: 1 + others.length, ms: 0 };
  }

  async ask<T extends QuestionType>(
    from: Station,
    question: Question<T>,
  ): Promise<Answers<AnswerTo<T>>> {
    const others = Array.from(this.#others(from), (station) => this.#askOther(station, question));
    const came = (await Promise.all(others)).filter((answer) => answer !== undefined);
    return {
      answers: [from.handlers.answer(question), ...came],
      servers: 1 + others.length,
      missing: others.slice(came.length).map(() => "somebody"),
    };
  }

  /** What it answered within 2 s. */
  #askOther<T extends QuestionType>(
    station: Station,
    question: Question<T>,
  ): Promise<AnswerTo<T> | undefined> {
    return new Promise((resolve) => {
      this.#scheduler.after({ alive: true }, 2_000, () => resolve(undefined));
      if (this.#loses(station, this.#weather.commandLoss)) return;
      this.#later(station, () => resolve(station.handlers.answer(question)));
    });
  }

  /** Whether it confirmed within 2 s. */
  #commandOther(station: Station, command: Command): Promise<boolean> {
    return new Promise((resolve) => {
      this.#scheduler.after({ alive: true }, 2_000, () => resolve(false));
      if (this.#loses(station, this.#weather.commandLoss)) {
        this.#coverage.note("command lost");
        return;
      }
      this.#later(station, () => {
        station.handlers.command(command).then(
          () => resolve(true),
          () => resolve(false),
        );
      });
    });
  }

  #loses(to: Station, share: number): boolean {
    return this.#down || this.#silent.has(to) || this.#chance.happens(share);
  }

  #later(station: Station, callback: () => void): void {
    const ms = this.#chance.between(0, this.#weather.delayMs);
    this.#scheduler.after(station.machine, ms, callback);
  }

  *#others(from: Station): Generator<Station> {
    for (const station of this.#stations) {
      if (station !== from && station.machine.alive) yield station;
    }
  }
}

/** One server's end of it. */
export class SimBus implements Bus {
  readonly kind = "redis";
  readonly #backbone: Backbone;
  readonly #machine: Machine;
  #station: Station | undefined;

  constructor(backbone: Backbone, machine: Machine) {
    this.#backbone = backbone;
    this.#machine = machine;
  }

  async start(handlers: BusHandlers): Promise<void> {
    this.#station = { machine: this.#machine, handlers, rooms: new Set() };
    this.#backbone.join(this.#station);
  }

  delayMs(): undefined {
    return undefined;
  }

  async subscribe(roomId: string): Promise<void> {
    this.#station?.rooms.add(roomId);
  }

  unsubscribe(roomId: string): void {
    this.#station?.rooms.delete(roomId);
  }

  publish(roomId: string, entries: readonly PublishedEntry[]): void {
    if (this.#station !== undefined) this.#backbone.publish(this.#station, roomId, entries);
  }

  signal(signal: Signal): void {
    if (this.#station === undefined) return;
    this.#station.handlers.signal(signal);
    this.#backbone.signal(this.#station, signal);
  }

  async command(command: Command): Promise<Enforced> {
    if (this.#station === undefined) return { confirmed: 0, servers: 1, ms: 0 };
    return this.#backbone.command(this.#station, command);
  }

  /** Nobody goes on trying here: what a command did not reach the sweeps find. */
  async repeat(): Promise<readonly string[]> {
    return [];
  }

  async ask<T extends QuestionType>(question: Question<T>): Promise<Answers<AnswerTo<T>>> {
    if (this.#station === undefined) return { answers: [], servers: 1, missing: [] };
    return this.#backbone.ask(this.#station, question);
  }

  health(): { ok: boolean } {
    this.#backbone.asked();
    return { ok: !this.#backbone.down };
  }

  async stop(): Promise<void> {
    if (this.#station !== undefined) this.#backbone.leave(this.#station);
  }
}
