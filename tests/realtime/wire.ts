import * as v from "valibot";
import { ServerEvent } from "../../src/protocol/events.ts";

const UUID_V7 = /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
/** A stack, a query or a path. */
const LEAK =
  /\n|\.[jt]s\b|node_modules|SQLITE|\bSELECT\b|\bINSERT\b|\/(home|root|tmp|work|usr|src)\b/i;
/** Milliseconds, not seconds or microseconds: between 2020 and 2100. */
const isTime = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) > 1.57e12 && Number(value) < 4.1e12;

/** What the schemas leave open and PROTOCOL does not, by the name of the field, wherever it stands. */
const faultOfField = (name: string, value: unknown): string | undefined => {
  switch (name) {
    case "id":
    case "room_id":
    case "user_id":
    case "connection_id":
    case "created_by":
      return UUID_V7.test(String(value)) ? undefined : `${name} is no UUIDv7`;
    case "at":
    case "created_at":
    case "expires_at":
      return isTime(value) ? undefined : `${name} is no time in milliseconds`;
    case "tip":
      return JSON.stringify(Object.keys(Object(value))) === '["seq","n"]'
        ? undefined
        : "tip is not {seq, n}";
    default:
      return undefined;
  }
};

function* faultsWithin(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    const fault = Array.isArray(value) ? undefined : faultOfField(name, field);
    if (fault !== undefined) yield fault;
    yield* faultsWithin(field);
  }
}

function* faultsOfEvent(event: ServerEvent): Generator<string> {
  yield* faultsWithin(event);
  if (event.event === "message" || event.event === "edit") {
    const isErased = event.deleted === true;
    if (isErased === (event.content !== undefined)) yield "content and deleted exclude each other";
  }
  if (event.event === "error" && LEAK.test(event.message)) yield "the message leaks";
  if (event.event === "presence_state" && event.users.length > 100) yield "more than 100 users";
}

/** The events of a server's frame, with all that is wrong about it (PROTOCOL §4). */
export const readFrame = (text: string): { events: ServerEvent[]; faults: string[] } => {
  const faults: string[] = [];
  const events: ServerEvent[] = [];
  const blame = (fault: string): void => {
    faults.push(`${fault}: ${text.slice(0, 600)}`);
  };
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    blame("not JSON");
  }
  if (!Array.isArray(frame) || frame.length === 0) {
    blame("not an array of events");
    return { events, faults };
  }
  if (JSON.stringify(frame) !== text) blame("not compact JSON");
  for (const item of frame as unknown[]) {
    if (Object.keys(Object(item))[0] !== "event") blame("`event` is not the first key");
    const parsed = v.safeParse(ServerEvent, item);
    if (parsed.success) {
      events.push(parsed.output);
      for (const fault of faultsOfEvent(parsed.output)) blame(fault);
    } else {
      blame(parsed.issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`).join("; "));
    }
  }
  return { events, faults };
};
