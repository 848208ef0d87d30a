import type { Authenticated } from "../core/accounts/authenticator.ts";
import { TokenRefused } from "../core/accounts/token-refused.ts";
import type { MembershipView } from "../ports/store/rooms.ts";
import { CLOSE, type CloseCode, ProtocolError } from "../protocol/errors.ts";
import type { RoomSummary } from "../protocol/rooms.ts";
import { admit } from "./admission.ts";
import type { RealtimeContext } from "./context.ts";
import { enterRoom } from "./enter-room.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Session } from "./session.ts";
import { summaryAt } from "./summary-at.ts";

export interface AuthenticateRequest {
  readonly token: string;
  readonly cursors?: Readonly<Record<string, number>> | undefined;
  readonly members?: boolean | undefined;
  readonly ref?: string | undefined;
}

const CLOSE_FOR: Readonly<Record<TokenRefused["reason"], CloseCode>> = {
  expired: CLOSE.tokenExpired,
  invalid: CLOSE.unauthenticated,
  ended: CLOSE.unauthenticated,
  disabled_or_banned: CLOSE.banned,
};

/** A room as the store tells it, with the live room that its next entries come from. */
interface Entering {
  readonly view: MembershipView;
  readonly summary: RoomSummary;
  readonly live: LiveRoom;
}

/** How often the rooms are read again because what is known of them here is not as new, or, at a renewal, newer. */
const ATTEMPTS = 5;

/** The first message of every connection, and the renewal of its token (PROTOCOL §4). */
export const authenticate = async (
  context: RealtimeContext,
  session: Session,
  request: AuthenticateRequest,
): Promise<void> => {
  if (session.ready && request.cursors !== undefined) {
    throw new ProtocolError("bad_request", "A renewal takes no cursors.");
  }
  session.authenticating = true;
  try {
    const found = await identify(context, session, request.token);
    if (found === undefined || session.closed) return;
    const { caller, expiresAt } = found;
    if (session.caller !== undefined && session.caller.user.id !== caller.user.id) {
      session.close(CLOSE.unauthenticated, "another user's token");
      return;
    }
    session.caller = caller;
    session.expiresAt = expiresAt;
    session.reauthenticateSent = false;
    session.asksForMembers ||= request.members === true;
  } finally {
    session.authenticating = false;
  }
  await enterRooms(context, session, request);
};

/** Whose token it is; undefined where it is nobody's now, which closes the connection. */
const identify = async (
  { authenticator }: RealtimeContext,
  session: Session,
  token: string,
): Promise<Authenticated | undefined> => {
  try {
    return await authenticator.authenticate(token, "chat", session.peer.ip);
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    session.close(CLOSE_FOR[error.reason], error.reason);
    return undefined;
  }
};

const enterRooms = async (
  context: RealtimeContext,
  session: Session,
  { token, cursors = {}, ref }: AuthenticateRequest,
): Promise<void> => {
  const { caller } = session;
  if (caller === undefined) return;
  const { sessions, presence, clock } = context;
  const userId = caller.user.id;
  const renewal = session.ready;
  if (!renewal) {
    // Before its rooms are read: what ends or changes them from now on finds this connection.
    sessions.authenticated(session, userId);
    presence.connect(userId, session.id);
  }
  const marks = session.holdReads();
  let entering: Entering[];
  try {
    // Once more: what was revoked between the first look and now did not find this connection.
    const again = identify(context, session, token).then((now) => {
      // Nor did a new name. What it has been told since is newer.
      if (now !== undefined && session.caller === caller) session.caller = now.caller;
    });
    entering = await readRooms(context, session, userId, again);
  } finally {
    session.heldReads = undefined;
  }
  if (session.closed) return;
  // All in this tick: what the answer says is where the live entries begin.
  const rooms = entering.map((room) => asOfNow(context, session, room, userId));
  session.becomeReady();
  session.outbox.event({
    event: "authenticated",
    ...(ref === undefined ? {} : { ref }),
    connection_id: session.id,
    server_id: context.serverId,
    user: session.caller?.user ?? caller.user,
    expires_in: Math.max(0, Math.floor((session.expiresAt - clock.now()) / 1000)),
    rooms,
  });
  for (const { id, read } of rooms) {
    const mark = marks.get(id);
    if (mark !== undefined && mark.seq > read.seq) session.outbox.event(mark);
  }
  for (const [index, { view, live }] of entering.entries()) {
    if (session.subscriptions.has(live.id)) continue;
    // A renewal begins nothing: a room that it finds missing is told as an event.
    if (renewal) void admit(context, session, live.id, userId);
    else enterRoom(context, session, live, view, rooms[index]?.tip ?? live.tip, cursors[live.id]);
  }
};

/** The user's rooms, as they are once `identified` is through too: read again when they changed meanwhile. */
const readRooms = async (
  context: RealtimeContext,
  session: Session,
  userId: string,
  identified: Promise<unknown>,
): Promise<Entering[]> => {
  for (let attempt = 1; ; attempt += 1) {
    const changes = session.membershipChanges;
    const [entering] = await Promise.all([readRoomsOnce(context, userId), identified]);
    const moved = entering.some(({ view, live }) =>
      session.ready ? live.accepted.seq !== view.tip.seq : live.accepted.seq < view.tip.seq,
    );
    const settled =
      session.membershipChanges === changes &&
      entering.every(({ live }) => context.hub.isLive(live));
    if (session.closed || (settled && (!moved || attempt >= ATTEMPTS))) return entering;
  }
};

const readRoomsOnce = async (context: RealtimeContext, userId: string): Promise<Entering[]> => {
  const views = await context.store.rooms.membershipViews(userId);
  const summaries = await context.views.summaries(views, userId);
  const entering: Entering[] = [];
  for (const [index, view] of views.entries()) {
    const summary = summaries[index];
    const opened = context.hub.open(view.room.id);
    const live = opened instanceof Promise ? await opened : opened;
    if (summary !== undefined && live !== undefined) entering.push({ view, summary, live });
  }
  return entering;
};

/**
 * Who comes in gets what came after the summary as entries, and is told what was read. A renewal must not say less than
 * what the connection was told already, nor a summary more than it is yet to be told.
 */
const asOfNow = (
  { presence }: RealtimeContext,
  session: Session,
  { summary, live }: Entering,
  userId: string,
): RoomSummary => {
  live.flush();
  const self = presence.isOnline(live.id, userId) ? 0 : 1;
  const online = presence.online(live.id) + self;
  const isStart = !session.subscriptions.has(live.id) && live.tip.seq >= summary.tip.seq;
  return { ...(isStart ? summary : summaryAt(live.tip, summary, live.ring, userId)), online };
};
