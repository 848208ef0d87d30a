import type { Clock } from "../../ports/clock.ts";
import type { RateLimiter } from "../../ports/rate-limit.ts";
import type { AccountStore } from "../../ports/store/accounts.ts";
import type { LogStore } from "../../ports/store/log.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { Caller } from "../caller.ts";
import { enforceLimit } from "../limits/enforce-limit.ts";
import type { Bans } from "../moderation/bans.ts";
import type { RoomRulebook } from "../rooms/room-rulebook.ts";
import type { PostingRoom } from "./messages.ts";

export interface SpeechDeps {
  readonly bans: Pick<Bans, "mutedUntil">;
  readonly rulebook: RoomRulebook;
  /** Of slow mode: in force whatever RATE_LIMITS says, over all servers. */
  readonly pace: RateLimiter;
  readonly log: Pick<LogStore, "byCid">;
  readonly accounts: Pick<AccountStore, "blocks">;
  readonly clock: Clock;
}

/** Taking back what one said is always allowed, and is not asked about. */
export type UtteranceKind = "message" | "edit" | "reaction";

/** What somebody is about to write. */
export interface Utterance {
  readonly room_id: string;
  readonly cid?: string | undefined;
  readonly content?: string | undefined;
}

/** What slow mode counted for a message: given back where no message came of it, whoever is to blame. */
export interface SlowModeSlot {
  giveBack(): void;
}

/**
 * Whether somebody may write what they are about to, by mutes, by the rules of the room and, in a direct one, by whom
 * the other blocks. Where there are none it answers at once, so that a connection's sends keep their order without
 * waiting for each other.
 */
export class Speech {
  readonly #deps: SpeechDeps;

  constructor(deps: SpeechDeps) {
    this.#deps = deps;
  }

  /** Throws, or rejects with, `forbidden`, or `rate_limited` with the time to wait. In slow mode, the slot it takes. */
  check(
    caller: Caller,
    room: PostingRoom,
    kind: UtteranceKind,
    said: Utterance,
  ): SlowModeSlot | undefined | Promise<SlowModeSlot | undefined> {
    return room.peerId === undefined
      ? this.#byRules(caller, room, kind, said)
      : this.#toPeer(caller, room, kind, said);
  }

  /** Whether the other of a direct room blocks the caller. */
  async isBlocked({ user }: Caller, { peerId }: PostingRoom): Promise<boolean> {
    return peerId !== undefined && (await this.#deps.accounts.blocks(peerId, user.id));
  }

  async #toPeer(
    caller: Caller,
    room: PostingRoom,
    kind: UtteranceKind,
    said: Utterance,
  ): Promise<SlowModeSlot | undefined> {
    if (await this.isBlocked(caller, room)) {
      const refusal = new ProtocolError("forbidden", "They don't take messages from you.");
      return this.#unlessRepeated(caller.user.id, said, refusal);
    }
    return this.#byRules(caller, room, kind, said);
  }

  #byRules(
    caller: Caller,
    { role }: PostingRoom,
    kind: UtteranceKind,
    said: Utterance,
  ): SlowModeSlot | undefined | Promise<SlowModeSlot | undefined> {
    const { bans, rulebook } = this.#deps;
    const { id } = caller.user;
    const until = bans.mutedUntil(id);
    const kept = rulebook.of(said.room_id);
    if (until === undefined && kept === undefined) return undefined;
    const isLeading = role === "owner" || role === "moderator";
    const refusal =
      mutedRefusal(until) ?? (kept === undefined ? undefined : refusalOf(kept, isLeading, said));
    if (refusal !== undefined) return this.#unlessRepeated(id, said, refusal);
    const seconds = kept?.rules.slow_mode_s ?? 0;
    if (seconds === 0 || isLeading || kind !== "message") return undefined;
    return this.#slow(id, said, seconds);
  }

  async #slow(userId: string, said: Utterance, seconds: number): Promise<SlowModeSlot | undefined> {
    const { pace } = this.#deps;
    const key = `slow:${said.room_id}:${userId}`;
    const rule = { window: 1, per_ms: seconds * 1_000 };
    try {
      await enforceLimit(pace, key, rule);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#unlessRepeated(userId, said, error);
    }
    return { giveBack: () => pace.giveBack(key, rule) };
  }

  /** What stands already is answered as before, whatever has come since (PROTOCOL §1, cid). */
  async #unlessRepeated(
    userId: string,
    said: Utterance,
    refusal: ProtocolError,
  ): Promise<undefined> {
    const { room_id: roomId, cid } = said;
    if (cid === undefined) throw refusal;
    if ((await this.#deps.log.byCid(roomId, userId, cid)) === undefined) throw refusal;
  }
}

const mutedRefusal = (until: number | undefined): ProtocolError | undefined => {
  if (until === undefined) return undefined;
  const end = Number.isFinite(until) ? ` until ${new Date(until).toISOString()}` : "";
  return new ProtocolError("forbidden", `A moderator has muted you${end}.`);
};

const refusalOf = (
  { rules, words }: NonNullable<ReturnType<RoomRulebook["of"]>>,
  isLeading: boolean,
  { content = "" }: Utterance,
): ProtocolError | undefined => {
  if (rules.read_only && !isLeading) {
    return new ProtocolError("forbidden", "Only the room's owners and moderators write here.");
  }
  return words?.matches(content)
    ? new ProtocolError("forbidden", "It has a word that is not allowed in this room.")
    : undefined;
};
