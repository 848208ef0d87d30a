import { describe, expect, test } from "vitest";
import type { CallerNeed, RoomNeed } from "../protocol/access.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { UserKind, UserRole } from "../protocol/primitives.ts";
import { type AccessPolicy, authorize, type RoomStanding } from "./access.ts";
import type { Caller } from "./caller.ts";

const CLOSED: AccessPolicy = { guestsInPublicRooms: false };
const OPEN: AccessPolicy = { guestsInPublicRooms: true };

const caller = (
  kind: UserKind,
  role: UserRole = "user",
  audience: Caller["audience"] = "chat",
): Caller => ({
  user: { id: "u", kind, display_name: "U", role, created_at: 0 },
  sessionId: "s",
  audience,
});

const nobody = undefined;
const guest = caller("guest");
const account = caller("member");

const outcome = (
  access: { readonly caller: CallerNeed; readonly room?: RoomNeed },
  who: Caller | undefined,
  room?: RoomStanding,
  policy = CLOSED,
): string => {
  try {
    authorize(access, who, room, policy);
    return "granted";
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
};

describe("who is asking", () => {
  const callers = {
    nobody,
    guest,
    account,
    "account that is an admin": caller("member", "admin"),
    moderator: caller("member", "moderator", "admin"),
    admin: caller("member", "admin", "admin"),
  };
  const granted: Readonly<Record<CallerNeed, readonly (keyof typeof callers)[]>> = {
    anyone: ["nobody", "guest", "account", "account that is an admin", "moderator", "admin"],
    user: ["guest", "account", "account that is an admin"],
    account: ["account", "account that is an admin"],
    guest: ["guest"],
    moderator: ["moderator", "admin"],
    admin: ["admin"],
  };
  for (const [need, names] of Object.entries(granted)) {
    test(`${need} is ${names.join(", ")}`, () => {
      for (const [name, who] of Object.entries(callers)) {
        const isGranted = (names as readonly string[]).includes(name);
        const answer = outcome({ caller: need as CallerNeed }, who);
        if (isGranted) expect(answer).toBe("granted");
        else expect(["unauthenticated", "forbidden"]).toContain(answer);
      }
    });
  }

  test("a token of the other audience is none", () => {
    expect(outcome({ caller: "user" }, caller("member", "admin", "admin"))).toBe("unauthenticated");
    expect(outcome({ caller: "admin" }, caller("member", "admin"))).toBe("unauthenticated");
    expect(outcome({ caller: "admin" }, caller("member", "moderator", "admin"))).toBe("forbidden");
  });
});

describe("in a room", () => {
  const NEEDS: readonly RoomNeed[] = [
    "view",
    "join",
    "read",
    "post",
    "leave",
    "invite",
    "manage",
    "moderate",
    "own",
  ];
  const needs = (who: Caller, room: RoomStanding | undefined, policy = CLOSED): string =>
    NEEDS.filter(
      (need) => outcome({ caller: "user", room: need }, who, room, policy) === "granted",
    ).join(" ");
  const refusals = (who: Caller, room: RoomStanding | undefined, policy = CLOSED): string[] =>
    Array.from(
      new Set(
        NEEDS.map((need) => outcome({ caller: "user", room: need }, who, room, policy)).filter(
          (answer) => answer !== "granted",
        ),
      ),
    );

  test("that is not there, nobody may anything", () => {
    expect(refusals(account, undefined)).toEqual(["not_found"]);
    expect(needs(account, undefined)).toBe("");
  });

  test.each(["private", "direct"] as const)("a stranger does not learn of a %s one", (kind) => {
    for (const who of [account, guest]) {
      expect(refusals(who, { kind })).toEqual(["not_found"]);
      expect(needs(who, { kind }, OPEN)).toBe("");
    }
  });

  test("strangers see the card of what they could join", () => {
    expect(needs(account, { kind: "public" })).toBe("view join");
    expect(needs(account, { kind: "ephemeral" })).toBe("view join");
    expect(needs(guest, { kind: "ephemeral" })).toBe("view join");
    expect(needs(guest, { kind: "public" })).toBe("");
    expect(needs(guest, { kind: "public" }, OPEN)).toBe("view join");
    expect(refusals(account, { kind: "public" })).toEqual(["forbidden"]);
  });

  test.each(["public", "private"] as const)("members of a %s one", (kind) => {
    expect(needs(account, { kind, role: "member" })).toBe("view join read post leave invite");
    expect(needs(account, { kind, role: "moderator" })).toBe(
      "view join read post leave invite manage moderate",
    );
    expect(needs(account, { kind, role: "owner" })).toBe(NEEDS.join(" "));
  });

  test("a direct room belongs to two, for good", () => {
    expect(needs(account, { kind: "direct", role: "member" })).toBe("view join read post");
    expect(needs(account, { kind: "direct", role: "owner" })).toBe("view join read post");
  });

  test("nobody is invited to an ephemeral one", () => {
    expect(needs(guest, { kind: "ephemeral", role: "member" })).toBe("view join read post leave");
  });

  test("site roles give no rights in rooms", () => {
    const admin = caller("member", "admin");
    expect(refusals(admin, { kind: "private" })).toEqual(["not_found"]);
    expect(needs(admin, { kind: "public" })).toBe("view join");
  });
});
