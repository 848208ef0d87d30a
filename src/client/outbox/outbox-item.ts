import type { ErrorCode } from "../../protocol/errors.ts";

/** Why the server refused a send, or what it said to the last attempt of one that will be repeated. */
export interface SendFailure {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * queued: waits for its turn, the connection or the end of a rate limit · sending: its fate is open ·
 * sent: acked, its own `message` entry has not been applied yet · refused: for good, until retry or discard.
 */
export type OutboxItemState = "queued" | "sending" | "sent" | "refused";

/** A file that a send carries. It keeps its bytes until the ack: what the server forgot meanwhile is uploaded again. */
export interface OutboxFile {
  /** What its upload is known by, made up by the sender. */
  readonly key: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly mime: string;
  /** Pixels, of an image. */
  readonly width?: number;
  readonly height?: number;
  readonly blob: Blob;
  /** The server's, once it is uploaded. */
  readonly id?: string;
}

/** What is persisted of a send. */
export interface StoredSend {
  readonly account: string;
  readonly room_id: string;
  readonly cid: string;
  readonly content: string;
  readonly reply_to?: number;
  /** In the order in which they are shown. */
  readonly files?: readonly OutboxFile[];
  /** Milliseconds since the epoch. */
  readonly queued_at: number;
  /** Kept over a reload: what was refused is not sent again by itself. */
  readonly refused?: SendFailure;
}

export interface SendOptions {
  readonly replyTo?: number;
  readonly files?: readonly OutboxFile[];
  /** A UUID unless given. */
  readonly cid?: string;
}

/** A send as the UI shows it. Its `cid` is its key for life, in the outbox and in the timeline. */
export interface OutboxItem extends StoredSend {
  readonly state: OutboxItemState;
  /** While `queued` after a failed attempt: what it said, and when it is repeated (milliseconds since the epoch). */
  readonly failure?: SendFailure;
  readonly retry_at?: number;
  /** Once `sent`: its place in the log. */
  readonly seq?: number;
}
