import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ProbeClients, ProbeConnection } from "../../ports/probe-clients.ts";
import type { ProbeMessage } from "../../protocol/probe-message.ts";
import type { Meter, WatchedRoom } from "./meter.ts";

export interface ProbeWorkDeps {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clients: ProbeClients;
}

type Task = Extract<ProbeMessage, { step: "listen" | "send" }>;

/** A probe that was given up leaves nothing behind. */
const WORK_MS = 10_000;
/** A look at the clock's edge takes a millisecond, and some more where the process is held up in its midst. */
const LOOK_MS = 20;
/** Two looks that take longer than this say too little of when the clock turned between them. */
const EDGE_MS = 0.1;

/**
 * What to add to monotonic time for milliseconds since the epoch, to a few microseconds: the clock says whole
 * ones, so it is looked at as it turns.
 */
export const epochOf = (clock: Pick<Clock, "now" | "monotonic">): number => {
  const startedAt = clock.monotonic();
  let former = Number.POSITIVE_INFINITY;
  let formerFrom = startedAt;
  for (let from = startedAt; ; ) {
    const now = clock.now();
    const at = clock.monotonic();
    const turned = now > former && at - formerFrom <= EDGE_MS;
    if (turned || at - startedAt > LOOK_MS) return now - at;
    former = now;
    formerFrom = from;
    from = at;
  }
};

/** A server's part in a probe: to send, or to listen, over a socket to itself. */
export class ProbeWork {
  readonly #deps: ProbeWorkDeps;

  constructor(deps: ProbeWorkDeps) {
    this.#deps = deps;
  }

  /** Tells what came of it. Never rejects. */
  async take(task: Task): Promise<void> {
    const { clients, meter, clock, logger } = this.#deps;
    const watched = meter.watch(task.room_id);
    let connection: ProbeConnection | undefined;
    const timer = clock.after(WORK_MS, () => connection?.close());
    try {
      connection = await clients.connect(task.token);
      await connection.event(({ event }) => event === "authenticated");
      if (task.step === "send") await this.#send(task, connection, watched);
      else await this.#listen(task, connection, watched);
    } catch (error) {
      logger.warn("probe failed here", { step: task.step, error: String(error) });
      const reason = `The server ${task.server_id} could not take part: ${String(error)}`;
      this.#tell({ step: "failed", probe_id: task.probe_id, reason });
    } finally {
      timer.cancel();
      connection?.close();
      meter.unwatch(task.room_id, watched);
    }
  }

  async #send(task: Task, connection: ProbeConnection, watched: WatchedRoom): Promise<void> {
    const { clock } = this.#deps;
    const epoch = epochOf(clock);
    const sentAt = clock.monotonic();
    connection.send({
      action: "send_message",
      room_id: task.room_id,
      cid: task.probe_id,
      content: "probe",
    });
    await connection.event(({ event }) => event === "ack");
    const { acked } = watched;
    if (acked === undefined) throw new Error("the ack was not measured");
    this.#tell({
      step: "sent",
      probe_id: task.probe_id,
      sent: epoch + sentAt,
      received: epoch + acked.receivedAt,
      written: epoch + acked.writtenFrom,
      durable: epoch + acked.durableAt,
      published: epoch + acked.publishedAt,
      acked: epoch + acked.ackedAt,
      seq: acked.seq,
    });
  }

  async #listen(task: Task, connection: ProbeConnection, watched: WatchedRoom): Promise<void> {
    const { clock } = this.#deps;
    this.#tell({ step: "listening", probe_id: task.probe_id });
    const { at } = await connection.event(({ cid, event }) => {
      return event === "message" && cid === task.probe_id;
    });
    const epoch = epochOf(clock);
    const { busReceivedAt, socketWrittenAt } = watched;
    this.#tell({
      step: "arrived",
      probe_id: task.probe_id,
      ...(busReceivedAt === undefined ? {} : { bus_received: epoch + busReceivedAt }),
      socket_written: epoch + (socketWrittenAt ?? at),
      client: epoch + at,
    });
  }

  #tell(message: ProbeMessage): void {
    this.#deps.bus.signal({ to: "probe", message });
  }
}
