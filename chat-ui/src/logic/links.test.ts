import { expect, it } from "vitest";
import { inviteLink, pastedLink } from "./links.ts";

const CODE = "0123456789abcdef0123456789abcdef";
const HOST = "chat.example.org";

it("leads to an invite by its link or its code, and by no name", () => {
  const path = `/invite/${CODE}`;
  expect(pastedLink(` ${inviteLink(`https://${HOST}`, CODE)} `, HOST)).toEqual({ path });
  expect(pastedLink(`http://10.0.0.2:3000${path}/?x=1`, "10.0.0.2:3000")).toEqual({
    path: `${path}/`,
  });
  expect(pastedLink(`${HOST}${path}`, HOST)).toEqual({ path });
  expect(pastedLink(CODE, HOST)).toEqual({ path });
  for (const name of ["general", "invite/ no code", "a/b", "https://", "//", `${HOST}/docs`, ""]) {
    expect(pastedLink(name, HOST)).toBeUndefined();
  }
});

it("leads to a room, and to a message in it", () => {
  expect(pastedLink(`https://${HOST}/r/018f-a`, HOST)).toEqual({ path: "/r/018f-a" });
  expect(pastedLink(`https://${HOST}/r/018f-a/17`, HOST)).toEqual({ path: "/r/018f-a/17" });
});

it("tells of a link that is another server's", () => {
  const host = "chat.elsewhere.net";
  expect(pastedLink(inviteLink(`https://${host}`, CODE), HOST)).toEqual({ host });
  expect(pastedLink(`${host}/r/018f-a`, HOST)).toEqual({ host });
});
