import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ProbeClients } from "../../ports/probe-clients.ts";
import type { Random } from "../../ports/random.ts";
import type { UserRecord } from "../../ports/store/accounts.ts";
import type { Store } from "../../ports/store/store.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProbeMessage } from "../../protocol/probe-message.ts";
import type { Trace } from "../../protocol/traces.ts";
import type { Guests } from "../accounts/guests.ts";
import type { Sessions } from "../accounts/sessions.ts";
import type { Removal } from "../accounts/user-removal.ts";
import type { Memberships } from "../rooms/memberships.ts";
import { within } from "../within.ts";
import type { Meter } from "./meter.ts";
import { type Arrived, probeTrace, type Sent } from "./probe-trace.ts";
import { ProbeWork } from "./probe-work.ts";

export interface ProberDeps {
  readonly serverId: string;
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly guests: Guests;
  readonly sessions: Sessions;
  readonly memberships: Memberships;
  readonly removal: Removal;
  readonly clients: ProbeClients;
}

/** A server that takes part: what the answer says of it. */
export interface ProbedServer {
  readonly server_id: string;
  readonly host: string;
}

const ANSWER_MS = 5_000;
/** What is left of a probe goes by itself: a server that does not confirm it would keep the answer back. */
const REMOVED_MS = 500;
/** Each makes a guest and a room. */
const MAX_PROBES = 5;
const DEVICE = { address: "127.0.0.1", userAgent: "Crosstalk probe" };
/** Hosts on NTP agree to about that. */
const HOSTS_AGREE_US = 1_000;

type Step = ProbeMessage["step"];
type MessageOf<S extends Step> = Extract<ProbeMessage, { step: S }>;

/**
 * Times a real message: a guest of the probe's own, in a private room of its own, connects to both servers over
 * real sockets and says something on the first. Both are gone afterwards.
 */
export class Prober {
  readonly #deps: ProberDeps;
  readonly #work: ProbeWork;
  /** By probe: what is still waited for. */
  readonly #waiting = new Map<string, (message: ProbeMessage) => void>();

  constructor(deps: ProberDeps) {
    this.#deps = deps;
    this.#work = new ProbeWork(deps);
  }

  get running(): number {
    return this.#waiting.size;
  }

  async run(from: ProbedServer, to: ProbedServer): Promise<Trace> {
    if (this.#waiting.size >= MAX_PROBES) {
      throw new ProtocolError("unavailable", "Other probes are under way.", {
        retryAfterMs: 1_000,
      });
    }
    const { clock, random, guests, sessions } = this.#deps;
    const probeId = random.uuid(clock.now());
    // Held from the beginning, so that they are counted.
    this.#waiting.set(probeId, () => {});
    try {
      const guest = await guests.create("Probe");
      try {
        const { accessToken: token } = await sessions.open(guest, "chat", DEVICE);
        const room_id = await this.#makeRoom(guest.id);
        const task = { probe_id: probeId, room_id, token };
        const at = clock.now();
        await this.#ask(
          { step: "listen", server_id: to.server_id, ...task },
          { listening: to.server_id },
        );
        const [sent, arrived] = await this.#ask(
          { step: "send", server_id: from.server_id, ...task },
          { sent: from.server_id, arrived: to.server_id },
        );
        const error = from.host === to.host ? undefined : HOSTS_AGREE_US;
        return probeTrace(at, from.server_id, to.server_id, sent, arrived, error);
      } finally {
        await within(clock, REMOVED_MS, this.#remove(guest));
      }
    } finally {
      this.#waiting.delete(probeId);
    }
  }

  heard(message: ProbeMessage): void {
    const isTask = message.step === "listen" || message.step === "send";
    if (!isTask) this.#waiting.get(message.probe_id)?.(message);
    else if (message.server_id === this.#deps.serverId) void this.#work.take(message);
  }

  /** Where nobody else ever comes. */
  async #makeRoom(userId: string): Promise<string> {
    const { store, clock, random, memberships } = this.#deps;
    const createdAt = clock.now();
    const id = random.uuid(createdAt);
    await store.rooms.createRoom(
      { id, name: "Probe", kind: "private", createdBy: userId, createdAt },
      [await memberships.initial(id, userId, "owner")],
    );
    return id;
  }

  /** The guest, its sessions and its room. Never rejects: nobody comes back for what is left. */
  async #remove(guest: UserRecord): Promise<void> {
    try {
      await this.#deps.removal.remove(guest, guest.displayName);
    } catch (error) {
      this.#deps.logger.warn("a probe's guest stays until it expires", { error: String(error) });
    }
  }

  /** Resolves with one answer of each kind; `from`: the server that each comes from. */
  #ask(
    task: MessageOf<"listen">,
    from: { readonly listening: string },
  ): Promise<readonly [unknown]>;
  #ask(
    task: MessageOf<"send">,
    from: { readonly sent: string; readonly arrived: string },
  ): Promise<readonly [Sent, Arrived]>;
  #ask(
    task: ProbeMessage,
    from: Readonly<Partial<Record<Step, string>>>,
  ): Promise<readonly unknown[]> {
    const { bus, clock } = this.#deps;
    const steps = Object.keys(from) as Step[];
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        timer.cancel();
        reject(new ProtocolError("unavailable", reason, { retryAfterMs: 1_000 }));
      };
      const answers = new Map<Step, ProbeMessage>();
      const timer = clock.after(ANSWER_MS, () => {
        const silent = steps.filter((step) => !answers.has(step)).map((step) => from[step]);
        const names = Array.from(new Set(silent)).join(" and ");
        const why = bus.health().ok ? "" : ": the bus is away";
        fail(`No answer from ${names} in ${ANSWER_MS / 1_000} s${why}.`);
      });
      this.#waiting.set(task.probe_id, (message) => {
        if (message.step === "failed") {
          fail(message.reason);
          return;
        }
        answers.set(message.step, message);
        if (!steps.every((step) => answers.has(step))) return;
        timer.cancel();
        resolve(steps.map((step) => answers.get(step)));
      });
      bus.signal({ to: "probe", message: task });
    });
  }
}
