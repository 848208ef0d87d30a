import { describe, expect, it } from "vitest";
import { auditedAction } from "./audited-action.ts";

describe("auditedAction", () => {
  it("is a name alone", () => {
    expect(auditedAction("totp.enrol")).toEqual({ name: "totp.enrol", details: [] });
  });

  it("reads the details, whatever stands in their strings", () => {
    const action = 'ban.create reason="a b=1 \\"c\\" {" expires_at=1790000000000 role="admin"';
    expect(auditedAction(action)).toEqual({
      name: "ban.create",
      details: [
        { field: "reason", value: 'a b=1 "c" {' },
        { field: "expires_at", value: "1790000000000" },
        { field: "role", value: "admin" },
      ],
    });
  });

  it("shows lists and objects as they are written", () => {
    expect(
      auditedAction('room.update word_filter=["a b","c"] limits={"a":{"b":" "}}').details,
    ).toEqual([
      { field: "word_filter", value: '["a b","c"]' },
      { field: "limits", value: '{"a":{"b":" "}}' },
    ]);
  });

  it("shows what no server wrote as it stands", () => {
    expect(auditedAction("ban.create reason=x broken")).toEqual({
      name: "ban.create",
      details: [{ field: "reason", value: "x" }],
    });
  });
});
