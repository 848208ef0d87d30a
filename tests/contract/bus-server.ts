import type {
  AnswerTo,
  Bus,
  BusHandlers,
  Command,
  PublishedEntry,
  Question,
  QuestionType,
  Signal,
} from "../../src/ports/bus.ts";
import type { Client } from "../../src/protocol/admin-entities.ts";

type Says = { [T in QuestionType]: AnswerTo<T> };

/** A bus with a note of all that it handed over. */
export class BusServer implements BusHandlers {
  readonly bus: Bus;
  readonly rooms = new Map<string, PublishedEntry[]>();
  readonly commands: Command[] = [];
  readonly signals: Signal[] = [];
  readonly questions: Question[] = [];
  resubscriptions = 0;
  /** What this server answers. */
  readonly says: Says = {
    connections: [],
    census: { connections: 0, matching: 0, users: [] },
    reach: 0,
    room_activity: { server_id: "s", runtime: "node", rooms: [] },
    enforcements: [],
    drain: null,
    arrivals: [],
  };
  /** What a command takes here. */
  obey: (command: Command) => Promise<void> = async () => undefined;

  constructor(bus: Bus) {
    this.bus = bus;
  }

  entries(roomId: string, entries: readonly PublishedEntry[]): void {
    const known = this.rooms.get(roomId) ?? [];
    known.push(...entries);
    this.rooms.set(roomId, known);
  }

  async command(command: Command): Promise<void> {
    await this.obey(command);
    this.commands.push(command);
  }

  signal(signal: Signal): void {
    this.signals.push(signal);
  }

  answer<T extends QuestionType>(question: Question<T>): AnswerTo<T> {
    this.questions.push(question as Question);
    return this.says[question.type];
  }

  get clients(): readonly Client[] {
    return this.says.connections;
  }

  set clients(clients: readonly Client[]) {
    this.says.connections = clients;
  }

  resubscribed(): void {
    this.resubscriptions += 1;
  }

  seqs(roomId: string): number[] {
    return (this.rooms.get(roomId) ?? []).map(({ seq }) => seq);
  }
}

export interface BusTarget {
  /** A bus of a server more, started. */
  server(): Promise<BusServer>;
  close(): Promise<void>;
}
