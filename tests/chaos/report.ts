import type { Invariant, Violation } from "../harness/checker/evidence.ts";
import type { EpochOutcome } from "./epoch.ts";
import { FAULT_KINDS } from "./faults.ts";

/** One fault shows a thousand times. */
const KEPT_VIOLATIONS = 20;

export type Wrong = "lost" | "doubled" | "reordered" | "otherwise wrong";

const WRONGS: Readonly<Record<Invariant, Wrong>> = {
  acked_is_stored: "lost",
  log_gapless: "lost",
  converged: "lost",
  stored_once: "doubled",
  sender_order: "reordered",
  ack_before_send: "reordered",
  steps_by_one: "otherwise wrong",
  same_for_all: "otherwise wrong",
  stored_as_sent: "otherwise wrong",
  nothing_past_revocation: "otherwise wrong",
};

/** Resident memory of one server between epochs, in MB. */
export interface ServerMemory {
  readonly server: string;
  readonly processes: number;
  readonly start: number;
  readonly end: number;
  readonly highest: number;
  /** Of the process that lived longest: through how many epochs, before the first and after the last of them. */
  readonly oldest: { readonly epochs: number; readonly first: number; readonly last: number };
}

export interface ChaosReport {
  readonly seed: number;
  /** How long it was to go on, and did. */
  readonly seconds: number;
  readonly tookSeconds: number;
  readonly startedAt: string;
  readonly epochs: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly acked: number;
  readonly retried: number;
  readonly reconnects: number;
  readonly longestOfflineMs: number;
  readonly longestRecoveryMs: number;
  readonly wrong: Readonly<Record<Wrong, number>>;
  readonly violations: readonly (Violation & { readonly epoch: number })[];
  readonly problems: readonly string[];
  readonly memory: readonly ServerMemory[];
}

interface Sample {
  readonly pid: number;
  readonly megabytes: number;
}

const memoryOf = (server: string, samples: readonly Sample[]): ServerMemory => {
  const round = (sample: Sample | undefined): number => Math.round(sample?.megabytes ?? 0);
  const processes = [...Map.groupBy(samples, ({ pid }) => pid).values()];
  const oldest = processes.reduce((a, b) => (b.length > a.length ? b : a), []);
  return {
    server,
    processes: processes.length,
    start: round(samples[0]),
    end: round(samples.at(-1)),
    highest: Math.round(Math.max(...samples.map(({ megabytes }) => megabytes))),
    oldest: {
      epochs: Math.max(0, oldest.length - 1),
      first: round(oldest[0]),
      last: round(oldest.at(-1)),
    },
  };
};

/** Adds epochs up. */
export class Tally {
  readonly #seed: number;
  readonly #seconds: number;
  readonly #startedAt = new Date().toISOString();
  readonly #faults = new Map(FAULT_KINDS.map(({ name }) => [name, 0]));
  readonly #wrong = { lost: 0, doubled: 0, reordered: 0, "otherwise wrong": 0 };
  readonly #violations: (Violation & { readonly epoch: number })[] = [];
  readonly #problems: string[] = [];
  readonly #memory = new Map<string, Sample[]>();
  #epochs = 0;
  #acked = 0;
  #retried = 0;
  #reconnects = 0;
  #longestOfflineMs = 0;
  #longestRecoveryMs = 0;

  constructor(seed: number, seconds: number) {
    this.#seed = seed;
    this.#seconds = seconds;
  }

  add(epoch: EpochOutcome): void {
    this.#epochs += 1;
    for (const [name, count] of epoch.faults) {
      this.#faults.set(name, (this.#faults.get(name) ?? 0) + count);
    }
    this.#acked += epoch.acked;
    this.#retried += epoch.retried;
    this.#reconnects += epoch.reconnects;
    this.#longestOfflineMs = Math.max(this.#longestOfflineMs, epoch.longestOfflineMs);
    this.#longestRecoveryMs = Math.max(this.#longestRecoveryMs, epoch.recoveryMs);
    this.#problems.push(...epoch.problems);
    for (const violation of epoch.violations) {
      this.#wrong[WRONGS[violation.invariant]] += 1;
      if (this.#violations.length === KEPT_VIOLATIONS) continue;
      this.#violations.push({ epoch: this.#epochs, ...violation });
    }
  }

  addMemory(server: string, pid: number, megabytes: number): void {
    const samples = this.#memory.get(server) ?? [];
    samples.push({ pid, megabytes });
    this.#memory.set(server, samples);
  }

  report(tookMs: number): ChaosReport {
    return {
      seed: this.#seed,
      seconds: this.#seconds,
      tookSeconds: Math.round(tookMs / 1_000),
      startedAt: this.#startedAt,
      epochs: this.#epochs,
      faults: Object.fromEntries(this.#faults),
      acked: this.#acked,
      retried: this.#retried,
      reconnects: this.#reconnects,
      longestOfflineMs: Math.round(this.#longestOfflineMs),
      longestRecoveryMs: Math.round(this.#longestRecoveryMs),
      wrong: { ...this.#wrong },
      violations: this.#violations,
      problems: this.#problems,
      memory: [...this.#memory].map(([server, samples]) => memoryOf(server, samples)),
    };
  }
}
