import type { EntryPayload } from "../../ports/store/log.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Attachment } from "../../protocol/entries.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import type { RoomStanding } from "../access.ts";
import { senderOf } from "../accounts/user-directory.ts";
import { viewAttachment } from "../attachments/attachment-view.ts";
import type { Caller } from "../caller.ts";
import { mentionCandidates, mentionedUsers } from "./mentions.ts";
import type { Draft } from "./room-log.ts";

export interface SendRequest {
  readonly room_id: string;
  readonly cid?: string | undefined;
  readonly content: string;
  readonly reply_to?: number | undefined;
  readonly attachments?: readonly string[] | undefined;
}

/** Where the caller writes: authorized to `post` there by its standing. */
export interface PostingRoom extends RoomStanding {
  /** Direct rooms: the other. */
  readonly peerId?: string;
}

/**
 * Turns what a member says into a draft for the room's log. A draft that needs no look-up comes at once
 * and not as a promise, so that a connection's sends keep their order without waiting for each other.
 */
export class Messages {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  draftMessage(caller: Caller, request: SendRequest): Draft | Promise<Draft> {
    const draft = {
      roomId: request.room_id,
      cid: request.cid,
      sender: senderOf(caller.user),
      payload: {
        event: "message" as const,
        content: request.content,
        ...(request.reply_to === undefined ? {} : { replyTo: request.reply_to }),
      },
    };
    const words = request.content.includes("@") ? mentionCandidates(request.content) : [];
    const files = request.attachments ?? [];
    if (words.length === 0 && files.length === 0) return draft;
    return this.#lookUp(draft, words, files);
  }

  draftEdit(
    caller: Caller,
    request: { room_id: string; seq: number; content: string; cid?: string | undefined },
  ): Draft {
    const payload = { event: "edit", target: request.seq, content: request.content } as const;
    return this.#change(caller, request, payload);
  }

  draftDelete(
    caller: Caller,
    room: RoomStanding,
    request: { room_id: string; seq: number; cid?: string | undefined },
  ): Draft {
    const moderates =
      room.kind !== "direct" && (room.role === "owner" || room.role === "moderator");
    return {
      ...this.#change(caller, request, { event: "delete", target: request.seq }),
      moderates,
    };
  }

  draftReaction(
    caller: Caller,
    request: { room_id: string; seq: number; emoji: string; on: boolean },
  ): Draft {
    const { room_id, seq, emoji, on } = request;
    return this.#change(caller, { room_id }, { event: "reaction", target: seq, emoji, on });
  }

  #change(
    caller: Caller,
    { room_id, cid }: { room_id: string; cid?: string | undefined },
    payload: EntryPayload,
  ): Draft {
    return { roomId: room_id, cid, sender: senderOf(caller.user), payload };
  }

  async #lookUp(
    draft: Draft & { readonly payload: { readonly event: "message" } },
    words: readonly (readonly string[])[],
    files: readonly string[],
  ): Promise<Draft> {
    const mentions = await this.#mentions(draft, words);
    const attachments = await this.#attachments(draft, files);
    return {
      ...draft,
      payload: {
        ...draft.payload,
        ...(mentions.length === 0 ? {} : { mentions }),
        ...(attachments.length === 0 ? {} : { attachments }),
      },
    };
  }

  async #mentions(draft: Draft, words: readonly (readonly string[])[]): Promise<string[]> {
    if (words.length === 0) return [];
    const { accounts, rooms } = this.#store;
    const names = Array.from(new Set(words.flat()));
    const found = await rooms.membersByUsername(draft.roomId, names);
    const byName = new Map(found.map(({ username, userId }) => [username, userId]));
    const mentions: string[] = [];
    for (const userId of mentionedUsers(words, byName)) {
      const blocked = await accounts.blocked(userId);
      if (!blocked.includes(draft.sender.id)) mentions.push(userId);
    }
    return mentions;
  }

  /** The sender's own uploads. A repeat says again what it said, though the files may have gone since. */
  async #attachments(
    { roomId, sender, cid }: Draft,
    ids: readonly string[],
  ): Promise<Attachment[]> {
    if (ids.length === 0) return [];
    const { attachments, log } = this.#store;
    const files = await attachments.attachmentsOf(sender.id, ids);
    const own = ids.map((id) => files.find((file) => file.id === id));
    if (own.every((file) => file !== undefined)) return own.map(viewAttachment);
    const first = cid === undefined ? undefined : await log.byCid(roomId, sender.id, cid);
    if (first === undefined) {
      throw new ProtocolError("not_found", "There is no such attachment of yours.");
    }
    // Compared by their ids, with a message that stands already.
    return ids.map((id) => ({ id, name: "", size: 0, mime: "" }));
  }
}
