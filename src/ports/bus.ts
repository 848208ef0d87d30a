import type { Client } from "../protocol/admin-entities.ts";
import type { Audience } from "../protocol/announcements.ts";
import type { Drain } from "../protocol/drain.ts";
import type { Enforced, Enforcement } from "../protocol/enforcement.ts";
import type { CloseCode } from "../protocol/errors.ts";
import type { ServerEvent } from "../protocol/events.ts";
import type { RuntimeName } from "../protocol/primitives.ts";
import type { ProbeMessage } from "../protocol/probe-message.ts";
import type { ServerSample } from "../protocol/server-sample.ts";
import type { Settings } from "../protocol/settings.ts";
import type { User } from "../protocol/users.ts";
import type { ConnectionFilter } from "./connections.ts";

/** One entry on its way to the sockets: encoded once, by the server that appended it. */
export interface PublishedEntry {
  readonly seq: number;
  readonly n: number;
  /** The entry's JSON as it goes into a frame. */
  readonly json: string;
  /** An edit or a delete: rings drop what shows its target's content, as excerpts of replies do. */
  readonly rewrites?: number;
}

/** What every server does at once, and confirms (DESIGN §2.14). */
export type Command =
  | { readonly type: "sessions_ended"; readonly sessionIds: readonly string[] }
  /** Banned, disabled or deleted: close all their sockets. */
  | { readonly type: "user_closed"; readonly userId: string; readonly code: CloseCode }
  | { readonly type: "bans_changed" }
  | { readonly type: "connection_closed"; readonly connectionId: string }
  | { readonly type: "connections_closed"; readonly connectionIds: readonly string[] }
  | { readonly type: "member_added"; readonly roomId: string; readonly userId: string }
  | {
      readonly type: "member_removed";
      readonly roomId: string;
      readonly userId: string;
      readonly reason: "left" | "kicked" | "banned" | "expired" | "single_room";
    }
  | { readonly type: "role_changed"; readonly roomId: string; readonly userId: string }
  | { readonly type: "room_changed"; readonly roomId: string }
  | { readonly type: "room_deleted"; readonly roomId: string }
  | { readonly type: "user_updated"; readonly user: User }
  | { readonly type: "settings_changed"; readonly settings: Settings }
  | { readonly type: "announcements_changed" }
  | { readonly type: "room_rules_changed"; readonly roomId: string }
  /** Confirmed when the server that is named has begun; for the others there is nothing to do. */
  | { readonly type: "drain"; readonly serverId: string; readonly clientsPerS?: number }
  | { readonly type: "drain_aborted"; readonly serverId: string };

/** What is told and forgotten: losing one harms nothing. */
export type Signal =
  | SocketSignal
  /** How the server that says it is, every second. */
  | { readonly to: "servers"; readonly sample: ServerSample }
  /** Servers that time a message together. */
  | { readonly to: "probe"; readonly message: ProbeMessage };

export type SocketSignal =
  | {
      readonly to: "room";
      readonly roomId: string;
      readonly event: ServerEvent;
      readonly exceptUser?: string;
    }
  | {
      readonly to: "user";
      readonly userId: string;
      readonly event: ServerEvent;
      /** The connection that has its answer already. */
      readonly except?: string;
    };

/** The live connections of a server that come from a range. */
export interface Census {
  /** All of the server's, wherever from. */
  readonly connections: number;
  readonly matching: number;
  /** Whom those that match are of. */
  readonly users: readonly {
    readonly user_id: string;
    readonly ips: readonly string[];
    readonly connections: number;
  }[];
}

/** What goes on in a room, on one server. */
export interface RoomActivity {
  readonly room_id: string;
  /** That it took in the last minute. */
  readonly messages: number;
  /** Of members, to that server. */
  readonly connections: number;
}
export interface ActivityHere {
  readonly server_id: string;
  readonly runtime: RuntimeName;
  readonly rooms: readonly RoomActivity[];
}

/** What a server can ask of all, by type: what is asked, and what each answers for itself. */
export interface Questions {
  /** Their first connections after the cursor, in the order that the filter asks for. */
  readonly connections: {
    readonly asks: { readonly filter: ConnectionFilter };
    readonly answer: readonly Client[];
  };
  /** Who is connected from a range, at most 200 of them; without one, only how many are connected. */
  readonly census: {
    readonly asks: { readonly range?: string };
    readonly answer: Census;
  };
  /** How many of its connections are of that audience. */
  readonly reach: { readonly asks: { readonly audience: Audience }; readonly answer: number };
  /** What goes on in those of the rooms that have anything; without any named, in its busiest, at most 1,000. */
  readonly room_activity: {
    readonly asks: { readonly roomIds?: readonly string[] };
    readonly answer: ActivityHere;
  };
  /** What servers go on trying to enforce, and what became of it. */
  readonly enforcements: {
    readonly asks: Readonly<Record<never, never>>;
    readonly answer: readonly Enforcement[];
  };
  /** How far the drain of a server is; null from the others. */
  readonly drain: { readonly asks: { readonly serverId: string }; readonly answer: Drain | null };
  /** Which of these sign-ins have come to this server since then, how often, and whether without a gap. */
  readonly arrivals: {
    readonly asks: { readonly sessionIds: readonly string[]; readonly since: number };
    readonly answer: readonly {
      readonly session_id: string;
      readonly gapless: number;
      readonly gappy: number;
    }[];
  };
}
export type QuestionType = keyof Questions;
export type Question<T extends QuestionType = QuestionType> = {
  readonly [K in T]: { readonly type: K } & Questions[K]["asks"];
}[T];
export type AnswerTo<T extends QuestionType> = Questions[T]["answer"];
/** How this server answers each. */
export type Answerers = {
  readonly [K in QuestionType]: (question: Question<K>) => AnswerTo<K>;
};

/** What came of asking all. */
export interface Answers<A> {
  readonly answers: readonly A[];
  /** How many there are, this one included. */
  readonly servers: number;
  /** The ids of those that did not answer. */
  readonly missing: readonly string[];
}

export interface BusHandlers {
  /** Entries of a subscribed room from another server; may repeat, lack or reorder: the room sorts it out. */
  entries(roomId: string, entries: readonly PublishedEntry[]): void;
  /** Applies here; resolves once no socket of this server can act against it. */
  command(command: Command): Promise<void>;
  signal(signal: Signal): void;
  /** For this server. */
  answer<T extends QuestionType>(question: Question<T>): AnswerTo<T>;
  /** Subscriptions stand again that were down for a while: what was published meanwhile is lost. */
  resubscribed(): void;
}

/**
 * Between servers. A wake-up, never the record: everything lost here is found again in the store.
 * Handlers get this server's own commands and signals too, but not the entries that it published itself.
 */
export interface Bus {
  readonly kind: "local" | "redis";
  start(handlers: BusHandlers): Promise<void>;
  /**
   * Resolves once entries and signals of the room will arrive here. While the bus is away it resolves within
   * a second all the same, and `resubscribed` follows when it is back. Never rejects.
   */
  subscribe(roomId: string): Promise<void>;
  unsubscribe(roomId: string): void;
  /** Never rejects or throws: a failed publish is found by a sweep. */
  publish(roomId: string, entries: readonly PublishedEntry[]): void;
  signal(signal: Signal): void;
  /**
   * Runs on every server, this one included; resolves when all confirmed, or after 2 s with those that did, and
   * names the others in `pending`. Never rejects: while the bus is away, only this server confirms.
   */
  command(command: Command): Promise<Enforced>;
  /**
   * Tells those servers alone once more what all were told. Resolves as `command` does, with the ids of those that
   * confirmed, or that are no servers of this cluster any more. Never rejects.
   */
  repeat(command: Command, serverIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Asks every server, this one included, and those that did not answer within 2 s once more. While the bus is
   * away only this server answers: what comes says who did not. Never rejects.
   */
  ask<T extends QuestionType>(question: Question<T>): Promise<Answers<AnswerTo<T>>>;
  /** From a publish to its arrival, as last measured, in milliseconds; undefined where there is no way to go. */
  delayMs(): number | undefined;
  /** Not ok within about 2 s of the bus going away, and ok again by itself. */
  health(): { readonly ok: boolean; readonly detail?: string };
  stop(): Promise<void>;
}
