import * as v from "valibot";
import { authorize } from "../core/access.ts";
import type { Caller } from "../core/caller.ts";
import { failureOf } from "../core/failure.ts";
import { rateLimited } from "../core/limits/enforce-limit.ts";
import { validate } from "../core/validate.ts";
import type { RateDecision } from "../ports/rate-limit.ts";
import { ACTIONS, type ActionName } from "../protocol/actions.ts";
import { CLOSE, ProtocolError } from "../protocol/errors.ts";
import { Ref } from "../protocol/primitives.ts";
import { FIXED_LIMITS, type RateRule } from "../protocol/settings.ts";
import type { ActionHandler, ValidAction } from "./actions/action-handler.ts";
import { deleteMessage, editMessage, react, sendMessage } from "./actions/message-actions.ts";
import {
  closeRoom,
  createRoom,
  joinRoom,
  leaveRoom,
  openRoom,
  read,
  typing,
} from "./actions/room-actions.ts";
import { ping, updateUsername } from "./actions/user-actions.ts";
import { authenticate } from "./authentication.ts";
import type { RealtimeContext } from "./context.ts";
import { errorEvent } from "./error-event.ts";
import type { Session } from "./session.ts";

type Handlers = { readonly [N in Exclude<ActionName, "authenticate">]: ActionHandler<N> };

const HANDLERS: Handlers = {
  join_room: joinRoom,
  leave_room: leaveRoom,
  create_room: createRoom,
  open_room: openRoom,
  close_room: closeRoom,
  send_message: sendMessage,
  edit_message: editMessage,
  delete_message: deleteMessage,
  react,
  typing,
  read,
  update_username: updateUsername,
  ping,
};

/** What every action has before its fields are looked at. */
interface Envelope {
  readonly action: string;
  readonly ref: string | undefined;
  readonly fields: unknown;
}

const isAction = (name: string): name is keyof Handlers => Object.hasOwn(HANDLERS, name);

const readRef = (frame: object): string | undefined => {
  const ref = "ref" in frame ? frame.ref : undefined;
  return v.is(Ref, ref) ? ref : undefined;
};

/** A frame that is none: counts towards 3503. */
class MalformedFrame extends ProtocolError {
  readonly ref: string | undefined;

  constructor(message: string, { ref, cause }: { ref?: string | undefined; cause?: unknown } = {}) {
    super("bad_request", message, { cause });
    this.ref = ref;
  }
}

const parseFrame = (text: string): Envelope => {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch (cause) {
    throw new MalformedFrame("A frame must be JSON.", { cause });
  }
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    throw new MalformedFrame("A frame must be a JSON object.");
  }
  const ref = readRef(frame);
  const action = "action" in frame ? frame.action : undefined;
  if (typeof action !== "string")
    throw new MalformedFrame("A frame must name its action.", { ref });
  return { action, ref, fields: frame };
};

/** From frames to use cases: parse, validate, authorize, limit, run; nothing is thrown outward. */
export class Dispatcher {
  readonly #context: RealtimeContext;

  constructor(context: RealtimeContext) {
    this.#context = context;
  }

  /** A promise while the connection's next frames have to wait. */
  receive(session: Session, text: string): void | Promise<void> {
    const { received, meter } = this.#context;
    received.add();
    meter.bytesIn += text.length;
    let envelope: Envelope | undefined;
    try {
      envelope = parseFrame(text);
      const { ref, action } = envelope;
      const done = this.#perform(session, envelope);
      if (done instanceof Promise) {
        return done.catch((error: unknown) => this.#fail(session, error, ref, action));
      }
    } catch (error) {
      const ref = error instanceof MalformedFrame ? error.ref : envelope?.ref;
      this.#fail(session, error, ref, envelope?.action);
    }
    return undefined;
  }

  binary(session: Session): void {
    this.#fail(session, new MalformedFrame("A frame must be text."), undefined, undefined);
  }

  /** `?token=` on the URL: as if it were the first message. */
  authenticate(session: Session, token: string): Promise<void> {
    return authenticate(this.#context, session, { token }).catch((error: unknown) =>
      this.#fail(session, error, undefined, "authenticate"),
    );
  }

  #perform(session: Session, { action, ref, fields }: Envelope): void | Promise<void> {
    if (action === "authenticate") return this.#authenticate(session, fields);
    const { caller } = session;
    if (caller === undefined) {
      session.close(CLOSE.unauthenticated, "authenticate first");
      return undefined;
    }
    if (!isAction(action)) throw new MalformedFrame("There is no such action.", { ref });
    return this.#run(session, action, fields, caller);
  }

  #authenticate(session: Session, fields: unknown): Promise<void> {
    return authenticate(this.#context, session, validate(ACTIONS.authenticate.frame, fields));
  }

  #run<N extends keyof Handlers>(
    session: Session,
    name: N,
    fields: unknown,
    caller: Caller,
  ): void | Promise<void> {
    const action = validate(ACTIONS[name].frame, fields) as ValidAction<N>;
    authorize({ caller: ACTIONS[name].access.caller }, caller, undefined, this.#context.policy);
    const handler: ActionHandler<N> = HANDLERS[name];
    const decision = this.#limit(name, action, caller);
    if (decision instanceof Promise) {
      return decision.then((settled) => {
        requireAllowed(settled);
        return handler(this.#context, session, action, caller);
      });
    }
    requireAllowed(decision);
    return handler(this.#context, session, action, caller);
  }

  #limit(
    name: ActionName,
    action: object,
    caller: Caller,
  ): RateDecision | Promise<RateDecision> | undefined {
    const limit = ACTIONS[name].limit;
    if (limit === "none") return undefined;
    // Saying that one stopped costs nothing: it is told only once.
    if (limit === "typing" && "on" in action && action.on === false) return undefined;
    const { limiter } = this.#context;
    return limiter.hit(`${limit}:${caller.user.id}`, this.#rule(limit, caller));
  }

  #rule(limit: "messages" | keyof typeof FIXED_LIMITS, caller: Caller): RateRule {
    if (limit !== "messages") return FIXED_LIMITS[limit];
    const { limits } = this.#context.settings();
    return caller.user.kind === "guest" ? limits.guest_messages : limits.member_messages;
  }

  #fail(session: Session, error: unknown, ref: string | undefined, action: string | undefined) {
    if (session.closed) return;
    const failure = failureOf(error);
    this.#context.refused.add(1, failure.code);
    this.#context.meter.errors.add(failure.code);
    if (failure.code === "internal") {
      this.#context.logger.error("action failed", {
        connection_id: session.id,
        action,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
    session.outbox.event(errorEvent(failure, ref));
    if (
      error instanceof MalformedFrame &&
      session.countMalformed(this.#context.clock.monotonic())
    ) {
      session.close(CLOSE.protocolViolation, "too many malformed frames");
    }
  }
}

const requireAllowed = (decision: RateDecision | undefined): void => {
  if (decision === undefined || decision.allowed) return;
  throw rateLimited(decision.retryAfterMs);
};
