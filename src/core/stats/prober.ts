import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ProbeClients } from "../../ports/probe-clients.ts";
import type { Random } from "../../ports/random.ts";
import type { Store } from "../../ports/store/store.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { ProbeMessage } from "../../protocol/probe-message.ts";
import type { Trace } from "../../protocol/traces.ts";
import type { Guests } from "../accounts/guests.ts";
import type { Sessions } from "../accounts/sessions.ts";
import type { Removal } from "../accounts/user-removal.ts";
import type { Memberships } from "../rooms/memberships.ts";
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
    const { clock, random, guests, sessions, removal } = this.#deps;
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
        await this.#ask({ step: "listen", server_id: to.server_id, ...task }, ["listening"]);
        const [sent, arrived] = await this.#ask(
          { step: "send", server_id: from.server_id, ...task },
          ["sent", "arrived"],
        );
        const error = from.host === to.host ? undefined : HOSTS_AGREE_US;
        return probeTrace(at, from.server_id, to.server_id, sent, arrived, error);
      } finally {
        await removal.remove(guest, guest.displayName);
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

  /** Resolves with one answer of each kind. */
  #ask(task: MessageOf<"listen">, steps: readonly ["listening"]): Promise<readonly [unknown]>;
  #ask(
    task: MessageOf<"send">,
    steps: readonly ["sent", "arrived"],
  ): Promise<readonly [Sent, Arrived]>;
  #ask(task: ProbeMessage, steps: readonly Step[]): Promise<readonly unknown[]> {
    const { bus, clock } = this.#deps;
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        timer.cancel();
        reject(new ProtocolError("unavailable", reason, { retryAfterMs: 1_000 }));
      };
      const timer = clock.after(ANSWER_MS, () => fail("A server has not answered in 5 s."));
      const answers = new Map<Step, ProbeMessage>();
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
