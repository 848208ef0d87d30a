import { expect, it } from "vitest";
import type { Member } from "../../../src/protocol/rooms.ts";
import { memberActs } from "./member-acts.ts";

const me = { id: "me", kind: "member" as const };
const member = (role: Member["role"], more: Partial<Member["user"]> = {}): Member => ({
  user: { id: "u2", kind: "member", display_name: "Bea", role: "user", created_at: 1, ...more },
  role,
  joined_at: 1,
  online: false,
});

it("lets owners give roles, and owners and moderators kick all but owners", () => {
  const acts = (mine: Member["role"], theirs: Member["role"]) =>
    memberActs({ kind: "public", my_role: mine }, me, member(theirs), false);
  expect(acts("owner", "member")).toEqual([
    "write",
    "make-owner",
    "make-moderator",
    "kick",
    "block",
  ]);
  expect(acts("owner", "owner")).toEqual(["write", "make-moderator", "make-member", "block"]);
  expect(acts("moderator", "moderator")).toEqual(["write", "kick", "block"]);
  expect(acts("moderator", "owner")).toEqual(["write", "block"]);
  expect(acts("member", "member")).toEqual(["write", "block"]);
});

it("offers nothing on oneself, and writing only between accounts that are not blocked", () => {
  const room = { kind: "public" as const, my_role: "member" as const };
  expect(memberActs(room, me, member("member", { id: "me" }), false)).toEqual([]);
  expect(memberActs(room, me, member("member", { kind: "guest" }), false)).toEqual(["block"]);
  expect(memberActs(room, { id: "me", kind: "guest" }, member("member"), false)).toEqual(["block"]);
  expect(memberActs(room, me, member("member"), true)).toEqual(["block"]);
});
