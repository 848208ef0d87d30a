import * as v from "valibot";
import type { Command, Signal } from "../../../ports/bus.ts";
import { DrainPace } from "../../../protocol/drain.ts";
import { CLOSE, type CloseCode } from "../../../protocol/errors.ts";
import { RoomRemovedReason, ServerEvent } from "../../../protocol/events.ts";
import { Id } from "../../../protocol/primitives.ts";
import { ProbeMessage } from "../../../protocol/probe-message.ts";
import { ServerSample } from "../../../protocol/server-sample.ts";
import { Settings } from "../../../protocol/settings.ts";
import { User } from "../../../protocol/users.ts";
import { QuestionShape } from "./questions.ts";

const CODES = Object.values(CLOSE);
const isCloseCode = (value: unknown): value is CloseCode => CODES.some((code) => code === value);

const CommandShape: v.GenericSchema<unknown, Command> = v.variant("type", [
  v.strictObject({ type: v.literal("sessions_ended"), sessionIds: v.array(Id) }),
  v.strictObject({
    type: v.literal("user_closed"),
    userId: Id,
    code: v.custom<CloseCode>(isCloseCode),
  }),
  v.strictObject({ type: v.literal("bans_changed") }),
  v.strictObject({ type: v.literal("connection_closed"), connectionId: Id }),
  v.strictObject({
    type: v.literal("connections_closed"),
    connectionIds: v.pipe(v.array(Id), v.maxLength(500)),
  }),
  v.strictObject({ type: v.literal("member_added"), roomId: Id, userId: Id }),
  v.strictObject({
    type: v.literal("member_removed"),
    roomId: Id,
    userId: Id,
    reason: RoomRemovedReason,
  }),
  v.strictObject({ type: v.literal("role_changed"), roomId: Id, userId: Id }),
  v.strictObject({ type: v.literal("room_changed"), roomId: Id }),
  v.strictObject({ type: v.literal("room_deleted"), roomId: Id }),
  v.strictObject({ type: v.literal("user_updated"), user: User }),
  v.strictObject({ type: v.literal("settings_changed"), settings: Settings }),
  v.strictObject({ type: v.literal("announcements_changed") }),
  v.strictObject({ type: v.literal("room_rules_changed"), roomId: Id }),
  v.strictObject({
    type: v.literal("drain"),
    serverId: Id,
    clientsPerS: v.exactOptional(DrainPace),
  }),
  v.strictObject({ type: v.literal("drain_aborted"), serverId: Id }),
]);

const RoomSignal = v.strictObject({
  to: v.literal("room"),
  roomId: Id,
  event: ServerEvent,
  exceptUser: v.exactOptional(Id),
});
const UserSignal = v.strictObject({
  to: v.literal("user"),
  userId: Id,
  event: ServerEvent,
  except: v.exactOptional(Id),
});
const SignalShape: v.GenericSchema<unknown, Signal> = v.variant("to", [
  RoomSignal,
  UserSignal,
  v.strictObject({ to: v.literal("servers"), sample: ServerSample }),
  v.strictObject({ to: v.literal("probe"), message: ProbeMessage }),
]);

/** `from` is the process that says it, whatever its SERVER_ID. */
const BusMessage = v.variant("kind", [
  v.strictObject({ kind: v.literal("command"), from: Id, id: Id, command: CommandShape }),
  v.strictObject({ kind: v.literal("confirmed"), from: Id, id: Id }),
  v.strictObject({ kind: v.literal("question"), from: Id, id: Id, question: QuestionShape }),
  // Whoever asked knows what it is an answer to.
  v.strictObject({ kind: v.literal("answer"), from: Id, id: Id, answer: v.unknown() }),
  v.strictObject({ kind: v.literal("signal"), from: Id, signal: SignalShape }),
]);
export type BusMessage = v.InferOutput<typeof BusMessage>;

export const encodeMessage = (message: BusMessage): string => JSON.stringify(message);

/** Undefined for what no server of this version says. */
export const decodeMessage = (payload: string): BusMessage | undefined => {
  try {
    const parsed = v.safeParse(BusMessage, JSON.parse(payload));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
};
