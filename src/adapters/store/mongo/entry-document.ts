import type { EntryPayload, EntryRecord } from "../../../ports/store/log.ts";
import { searchTerms } from "../../../protocol/search-terms.ts";
import type { EntryDocument } from "./log-documents.ts";

/** What a message is found by. */
export const termsOf = (content: string | undefined): string[] | undefined => {
  if (content === undefined) return undefined;
  const terms = new Set(searchTerms(content));
  return terms.size === 0 ? undefined : [...terms];
};

/** Absent where there are none, so that no index holds them. */
const listed = <T>(items: readonly T[] | undefined): readonly T[] | undefined =>
  items === undefined || items.length === 0 ? undefined : items;

/** `when`: that of the entry before it, 0 for the first. */
export const toEntryDocument = (record: EntryRecord, when: number): EntryDocument => {
  const { payload } = record;
  const document: EntryDocument = {
    _id: { room: record.roomId, seq: record.seq },
    event: payload.event,
    n: record.n,
    id: record.id,
    cid: record.cid,
    sender: record.senderId,
    at: record.at,
    when: Math.max(record.at, when),
    server: record.serverId,
    erased: record.erased ? true : undefined,
  };
  switch (payload.event) {
    case "message":
      return {
        ...document,
        content: payload.content,
        replyTo: payload.replyTo,
        mentions: listed(payload.mentions),
        attachments: listed(payload.attachments),
        terms: termsOf(payload.content),
      };
    case "member":
      return { ...document, change: payload.change, user: payload.userId };
    case "edit":
    case "delete":
    case "reaction":
    case "room":
      return { ...document, ...payload };
  }
};

const messagePayload = (document: EntryDocument): EntryPayload => {
  const { content, replyTo, mentions, attachments } = document;
  return {
    event: "message",
    ...(content === undefined ? {} : { content }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions === undefined ? {} : { mentions }),
    ...(attachments === undefined ? {} : { attachments }),
  };
};

const payloadOf = (document: EntryDocument): EntryPayload => {
  const { event, target = 0, content } = document;
  switch (event) {
    case "message":
      return messagePayload(document);
    case "edit":
      return content === undefined ? { event, target } : { event, target, content };
    case "delete":
      return { event, target };
    case "reaction":
      return { event, target, emoji: document.emoji ?? "", on: document.on === true };
    case "member":
      return { event, change: document.change ?? "left", userId: document.user ?? "" };
    case "room": {
      const { name, topic } = document;
      return {
        event,
        ...(name === undefined ? {} : { name }),
        ...(topic === undefined ? {} : { topic }),
      };
    }
    case "end":
      throw new Error(`${document._id.room} ${document._id.seq} is the end of its log`);
  }
};

export const toEntryRecord = (document: EntryDocument): EntryRecord => ({
  roomId: document._id.room,
  seq: document._id.seq,
  n: document.n,
  id: document.id,
  cid: document.cid,
  senderId: document.sender,
  at: document.at,
  serverId: document.server,
  erased: document.erased === true,
  payload: payloadOf(document),
});
