import * as v from "valibot";
import type { AnswerTo, Question, QuestionType } from "../../../ports/bus.ts";
import { Client } from "../../../protocol/admin-entities.ts";
import { Audience } from "../../../protocol/announcements.ts";
import { Drain } from "../../../protocol/drain.ts";
import { Enforcement } from "../../../protocol/enforcement.ts";
import { LIMITS } from "../../../protocol/limits.ts";
import { Count, Id, RuntimeName, Timestamp } from "../../../protocol/primitives.ts";
import { CLIENT_SORTS } from "../../../protocol/rest/admin-clients.ts";

/** A page, and one more to know whether there is a next. */
const MAX_CLIENTS = LIMITS.pageMax + 1;
const MAX_SESSIONS = 500;
const MAX_ROOMS = 1_000;
const Text = v.pipe(v.string(), v.maxLength(256));
const Limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_CLIENTS));

export const QuestionShape: v.GenericSchema<unknown, Question> = v.variant("type", [
  v.strictObject({
    type: v.literal("connections"),
    filter: v.strictObject({
      connectionId: v.exactOptional(Id),
      query: v.exactOptional(Text),
      roomId: v.exactOptional(Id),
      serverId: v.exactOptional(Id),
      cursor: v.exactOptional(Text),
      exact: v.exactOptional(v.boolean()),
      ip: v.exactOptional(Text),
      runtime: v.exactOptional(RuntimeName),
      since: v.exactOptional(Timestamp),
      order: v.exactOptional(
        v.strictObject({
          sort: v.picklist(Object.values(CLIENT_SORTS)),
          descending: v.boolean(),
        }),
      ),
      limit: Limit,
    }),
  }),
  v.strictObject({ type: v.literal("census"), range: v.exactOptional(Text) }),
  v.strictObject({ type: v.literal("reach"), audience: Audience }),
  v.strictObject({
    type: v.literal("room_activity"),
    roomIds: v.exactOptional(v.pipe(v.array(Id), v.maxLength(MAX_ROOMS))),
  }),
  v.strictObject({ type: v.literal("enforcements") }),
  v.strictObject({ type: v.literal("drain"), serverId: Id }),
  v.strictObject({
    type: v.literal("arrivals"),
    sessionIds: v.pipe(v.array(Id), v.maxLength(MAX_SESSIONS)),
    since: Timestamp,
  }),
]);

const ANSWERS: { readonly [T in QuestionType]: v.GenericSchema<unknown, AnswerTo<T>> } = {
  connections: v.pipe(v.array(Client), v.maxLength(MAX_CLIENTS)),
  census: v.strictObject({
    connections: Count,
    matching: Count,
    users: v.array(v.strictObject({ user_id: Id, ips: v.array(v.string()), connections: Count })),
  }),
  reach: Count,
  room_activity: v.strictObject({
    server_id: Id,
    runtime: RuntimeName,
    rooms: v.pipe(
      v.array(v.strictObject({ room_id: Id, messages: Count, connections: Count })),
      v.maxLength(MAX_ROOMS),
    ),
  }),
  enforcements: v.array(Enforcement),
  drain: v.nullable(Drain),
  arrivals: v.pipe(
    v.array(v.strictObject({ session_id: Id, gapless: Count, gappy: Count })),
    v.maxLength(MAX_SESSIONS),
  ),
};

/** Undefined for what is no answer to such a question. */
export const readAnswer = <T extends QuestionType>(
  type: T,
  answer: unknown,
): AnswerTo<T> | undefined => {
  const parsed = v.safeParse(ANSWERS[type], answer);
  return parsed.success ? parsed.output : undefined;
};
