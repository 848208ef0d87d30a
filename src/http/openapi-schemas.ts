import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import * as admin from "../protocol/admin-entities.ts";
import { Enforced } from "../protocol/enforcement.ts";
import * as entries from "../protocol/entries.ts";
import { Mark } from "../protocol/primitives.ts";
import { Authentication } from "../protocol/rest/auth.ts";
import { ErrorBody } from "../protocol/rest/route.ts";
import * as rooms from "../protocol/rooms.ts";
import { RateRule, Settings } from "../protocol/settings.ts";
import * as users from "../protocol/users.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What has a name of its own in the document; everything else stands where it is used. */
const COMPONENTS = {
  AdminUser: admin.AdminUser,
  Attachment: entries.Attachment,
  Authentication,
  Ban: admin.Ban,
  Client: admin.Client,
  DeleteEntry: entries.DeleteEntry,
  EditEntry: entries.EditEntry,
  Enforced,
  Entry: entries.Entry,
  Error: ErrorBody,
  FoundUser: users.FoundUser,
  Invite: rooms.Invite,
  InviteCard: rooms.InviteCard,
  LastMessage: rooms.LastMessage,
  Mark,
  Member: rooms.Member,
  MemberEntry: entries.MemberEntry,
  Message: entries.Message,
  MessageEntry: entries.MessageEntry,
  RateRule,
  Reaction: entries.Reaction,
  ReactionEntry: entries.ReactionEntry,
  ReplyTo: entries.ReplyTo,
  Report: admin.Report,
  Room: rooms.Room,
  RoomEntry: entries.RoomEntry,
  RoomSummary: rooms.RoomSummary,
  SearchHit: entries.SearchHit,
  Sender: users.Sender,
  Session: users.Session,
  Settings,
  User: users.User,
  UserRef: users.UserRef,
} as const satisfies Record<string, v.GenericSchema>;

const CONFIG = {
  target: "draft-2020-12",
  // What JSON Schema can't say (trimming, folding) is said in words where it matters.
  errorMode: "ignore",
  definitions: COMPONENTS,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
} as const satisfies ConversionConfig;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Answers may grow new fields (PROTOCOL, first paragraph): a generated client must not refuse them. */
const opened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(opened);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === "additionalProperties" && inner === false))
      .map(([key, inner]) => [key, opened(inner)]),
  );
};

const plain = (schema: v.GenericSchema, typeMode: "input" | "output"): Record<string, unknown> => {
  const converted: Record<string, unknown> = { ...toJsonSchema(schema, { ...CONFIG, typeMode }) };
  delete converted["$schema"];
  delete converted["$defs"];
  return converted;
};

/** What a caller sends. */
export const inputSchema = (schema: v.GenericSchema): JsonSchema => plain(schema, "input");

/** What the server answers. */
export const outputSchema = (schema: v.GenericSchema): JsonSchema => {
  const schemaOpened = opened(plain(schema, "output"));
  return isRecord(schemaOpened) ? schemaOpened : {};
};

export const componentSchemas = (): JsonSchema => {
  const definitions = opened(toJsonSchemaDefs(COMPONENTS, { ...CONFIG, typeMode: "output" }));
  return isRecord(definitions) ? definitions : {};
};
