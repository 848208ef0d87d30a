import { expect, it } from "vitest";
import { inviteLink, pastedInvite } from "./invite-link.ts";

const CODE = "0123456789abcdef0123456789abcdef";

it("finds the code in a link and by itself, and none in a name", () => {
  expect(pastedInvite(` ${inviteLink("https://chat.example.org", CODE)} `)).toBe(CODE);
  expect(pastedInvite(`http://10.0.0.2:3000/invite/${CODE}/?x=1`)).toBe(CODE);
  expect(pastedInvite(CODE)).toBe(CODE);
  expect(pastedInvite("general")).toBeUndefined();
  expect(pastedInvite("invite/ no code")).toBeUndefined();
});
