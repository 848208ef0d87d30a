import * as v from "valibot";
import { LIMITS } from "./limits.ts";
import { USERNAME_ALPHABET } from "./names.ts";

/** Length in code points; a string no longer than `max` in UTF-16 units needs no counting. */
const withinCodePoints = (text: string, min: number, max: number): boolean => {
  if (text.length < min) return false;
  if (text.length <= max && min <= 1) return true;
  let length = 0;
  for (const _ of text) if (++length > max) return false;
  return length >= min;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** Well-formed Unicode of `min`–`max` code points, with neither NUL nor lone surrogates. */
const text = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check((s) => withinCodePoints(s, min, max), `must have ${min} to ${max} characters`),
    v.check(
      (s) => s.isWellFormed() && !s.includes("\0"),
      "must be well-formed Unicode without NUL",
    ),
    v.metadata({ minLength: min, maxLength: max }),
  );

/** Text that says something: more than space. */
const notBlank = (max: number) =>
  v.pipe(
    text(1, max),
    v.check((s) => s.trim() !== "", "must not be blank"),
  );

/** A single line that names something: trimmed, not blank, without control characters. */
const line = (max: number) =>
  v.pipe(
    v.string(),
    v.check((s) => !CONTROL.test(s), "must be a single line without control characters"),
    // Before the transformation: what is told of input ends there.
    v.metadata({ minLength: 1, maxLength: max }),
    v.transform((s) => s.trim()),
    v.check((s) => withinCodePoints(s, 1, max), `must have 1 to ${max} characters`),
    v.check((s) => s.isWellFormed(), "must be well-formed Unicode"),
  );

/** Something that is seen: no space, nothing invisible, nothing that only adds to what stands before it. */
const SHOWN = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{M}\p{Cc}\p{Cf}\u2800]/u;
/**
 * They show one name as another ("\u202enimda" reads "admin") or reach into the text that follows. Scripts from
 * right to left don't need them. Unicode TR 36, §2.6
 */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/** What people and rooms are called. Joiners stay: emoji and several scripts are written with them. */
const name = (max: number) =>
  v.pipe(
    line(max),
    v.check((s) => !DIRECTION.test(s), "must not have characters that turn the direction of text"),
    v.check((s) => SHOWN.test(s), "must show something"),
  );

/** Opaque; a UUIDv7 unless said otherwise. */
export const Id = v.pipe(
  v.string(),
  v.regex(/^[\w.:-]{1,64}$/, "must be an id of 1 to 64 characters"),
);
export const Ref = v.pipe(
  v.string(),
  v.check(
    (s) => withinCodePoints(s, 0, LIMITS.refLength),
    `must have at most ${LIMITS.refLength} characters`,
  ),
  v.metadata({ maxLength: LIMITS.refLength }),
);
export const Cid = text(1, LIMITS.cidLength);
export const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const Timestamp = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(0),
  v.maxValue(LIMITS.lastTime),
);
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Of ASCII alone: to Unicode the Kelvin sign is an upper-case k too. */
const foldUsername = (text: string): string => text.replace(/[A-Z]/g, (c) => c.toLowerCase());

export const Username = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^[${USERNAME_ALPHABET}]{${LIMITS.usernameMin},${LIMITS.usernameMax}}$`),
    `must be ${LIMITS.usernameMin} to ${LIMITS.usernameMax} of a-z 0-9 _ . -`,
  ),
  v.transform(foldUsername),
);
/** What was never a valid name is a failed login, not a form error. */
export const UsernameAttempt = v.pipe(v.string(), v.maxLength(256), v.transform(foldUsername));
export const Password = text(LIMITS.passwordMin, LIMITS.passwordMax);
/** What a login form may send: any password that could have been set, never judged by length. */
export const PasswordAttempt = v.pipe(v.string(), v.maxLength(2 * LIMITS.passwordMax));
export const DisplayName = name(LIMITS.displayName);
export const GuestDisplayName = name(LIMITS.guestDisplayName);
export const RoomName = name(LIMITS.roomName);
export const Topic = text(0, LIMITS.topic);
export const Reason = text(1, LIMITS.reason);
export const Announcement = notBlank(LIMITS.announcement);
export const Content = notBlank(LIMITS.content);
export const Emoji = v.pipe(
  text(1, LIMITS.emojiBytes),
  v.maxBytes(LIMITS.emojiBytes),
  v.check((s) => !CONTROL.test(s) && s.trim() !== "", "must be an emoji"),
);

/** An address or a CIDR, of either family. */
export const Address = v.pipe(
  v.string(),
  v.regex(/^[0-9a-fA-F:.]{2,45}(\/\d{1,3})?$/, "must be an address or a CIDR"),
);
export const GuestNumber = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(LIMITS.guestNumberMin),
  v.maxValue(LIMITS.guestNumberMax),
);

export const UserKind = v.picklist(["member", "guest"]);
export const UserRole = v.picklist(["user", "moderator", "admin"]);
export const RoomKind = v.picklist(["public", "private", "direct", "ephemeral"]);
export const CreatableRoomKind = v.picklist(["public", "private", "ephemeral"]);
export const MemberRole = v.picklist(["owner", "moderator", "member"]);
export const RuntimeName = v.picklist(["node", "bun", "deno"]);

export type UserKind = v.InferOutput<typeof UserKind>;
export type UserRole = v.InferOutput<typeof UserRole>;
export type RoomKind = v.InferOutput<typeof RoomKind>;
export type MemberRole = v.InferOutput<typeof MemberRole>;
export type RuntimeName = v.InferOutput<typeof RuntimeName>;

/** `seq` and `n` of a point in a room's log (PROTOCOL §1, entry). */
export const Mark = v.strictObject({ seq: Seq, n: Count });
export type Mark = v.InferOutput<typeof Mark>;

const WHOLE_NUMBER = /^\d{1,16}$/;

/** Query strings are text: a whole number in `min`–`max`. */
export const queryInteger = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(WHOLE_NUMBER, "must be a whole number"),
    v.transform(Number),
    v.minValue(min),
    v.maxValue(max),
  );

export const QuerySeq = queryInteger(0, Number.MAX_SAFE_INTEGER);
export const QueryTime = queryInteger(0, LIMITS.lastTime);
export const PageLimit = v.optional(queryInteger(1, LIMITS.pageMax), String(LIMITS.pageDefault));
export const PageCursor = v.pipe(v.string(), v.minLength(1), v.maxLength(4_096));
export const PageQuery = { cursor: v.optional(PageCursor), limit: PageLimit };
