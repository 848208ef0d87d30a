import type { EntryPayload, EntryRecord, TargetQuery, TargetState } from "../../ports/store/log.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { LIMITS } from "../../protocol/limits.ts";
import type { Draft } from "./room-log.ts";

export type ChangeDecision =
  | { readonly verdict: "append" }
  /** Changes nothing: acknowledged with this entry. */
  | { readonly verdict: "stands"; readonly by: EntryRecord }
  | { readonly verdict: "refuse"; readonly error: ProtocolError };

/** The message that a payload is about: the one it changes or answers. */
export const targetOf = (payload: EntryPayload): number | undefined => {
  switch (payload.event) {
    case "message":
      return payload.replyTo;
    case "edit":
    case "delete":
    case "reaction":
      return payload.target;
    case "member":
    case "room":
      return undefined;
  }
};

export const targetQuery = (draft: Draft, seq: number): TargetQuery =>
  draft.payload.event === "reaction"
    ? {
        roomId: draft.roomId,
        seq,
        reaction: { userId: draft.sender.id, emoji: draft.payload.emoji },
      }
    : { roomId: draft.roomId, seq };

const refuse = (code: "not_found" | "gone" | "forbidden" | "bad_request", message: string) =>
  ({ verdict: "refuse", error: new ProtocolError(code, message) }) as const;

const decideReaction = (on: boolean, target: TargetState): ChangeDecision => {
  const { reaction } = target;
  const isOn = reaction?.payload.event === "reaction" && reaction.payload.on;
  if (isOn === on || (reaction === undefined && !on)) {
    return { verdict: "stands", by: reaction ?? target.message };
  }
  if (on && !target.emojiShown && target.emojis >= LIMITS.emojisPerMessage) {
    return refuse(
      "bad_request",
      `A message has at most ${LIMITS.emojisPerMessage} different emoji.`,
    );
  }
  return { verdict: "append" };
};

/** Whether a draft about another message may stand, given that message as of the entry before. */
export const decideChange = (draft: Draft, target: TargetState | undefined): ChangeDecision => {
  if (target === undefined) return refuse("not_found", "There is no such message.");
  if (target.deleted) return refuse("gone", "The message was deleted.");
  const { payload } = draft;
  const own = target.message.senderId === draft.sender.id;
  switch (payload.event) {
    case "edit":
      return own ? { verdict: "append" } : refuse("forbidden", "Only its sender may edit it.");
    case "delete":
      return own || draft.moderates === true
        ? { verdict: "append" }
        : refuse("forbidden", "Only its sender or a moderator may delete it.");
    case "reaction":
      return decideReaction(payload.on, target);
    case "message":
    case "member":
    case "room":
      return { verdict: "append" };
  }
};

type Attachments = Extract<EntryPayload, { event: "message" }>["attachments"];

const sameAttachments = (a: Attachments = [], b: Attachments = []): boolean =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);

/** Whether a repeat under a cid says what was first said; what was erased since is not held against it. */
export const saysTheSame = (draft: Draft, stands: EntryRecord): boolean => {
  const said = draft.payload;
  const first = stands.payload;
  switch (first.event) {
    case "message":
      return (
        said.event === "message" &&
        said.replyTo === first.replyTo &&
        (stands.erased ||
          (said.content === first.content && sameAttachments(said.attachments, first.attachments)))
      );
    case "edit":
      return (
        said.event === "edit" &&
        said.target === first.target &&
        (stands.erased || said.content === first.content)
      );
    case "delete":
      return said.event === "delete" && said.target === first.target;
    case "member":
      // The server itself repeats it while the store is away.
      return (
        said.event === "member" && said.change === first.change && said.userId === first.userId
      );
    case "reaction":
    case "room":
      // The server chose these cids, and repeats none of them.
      return false;
  }
};
