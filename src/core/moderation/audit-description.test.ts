import { describe, expect, it } from "vitest";
import type { Audited } from "../../protocol/rest/route.ts";
import { describeCall } from "./audit-description.ts";

const BAN: Audited = {
  action: "ban.create",
  target: ["user_id", "ip"],
  details: ["reason", "expires_at"],
};

describe("describeCall", () => {
  it("names what it was done to, and how", () => {
    expect(describeCall(BAN, {}, { user_id: "u1", reason: 'a "friend"\n', expires_at: 7 })).toEqual(
      {
        action: 'ban.create reason="a \\"friend\\"\\n" expires_at=7',
        target: "u1",
      },
    );
    expect(describeCall(BAN, {}, { ip: "2001:db8::/32" })).toEqual({
      action: "ban.create",
      target: "2001:db8::/32",
    });
    const drain = { action: "server.drain", target: ["server_id"] };
    expect(describeCall(drain, { server_id: "s-1" }, {}).target).toBe("s-1");
    const several = { action: "client.disconnect", target: ["connection_ids"] };
    const body = { connection_ids: ["c1", "c2", "c1", 7] };
    expect(describeCall(several, {}, body).target).toBe("c1 c2");
  });

  it("tells nothing that the row does not name", () => {
    const body = { user_id: "u1", password: "hunter2", totp: "123456", note: "secret" };
    expect(JSON.stringify(describeCall(BAN, { token: "t" }, body))).not.toMatch(
      /hunter|123|secret/,
    );
  });

  it("says nothing of what did not come, and takes no id that is none", () => {
    const named = describeCall(BAN, undefined, undefined);
    expect(named).toEqual({ action: "ban.create", target: "" });
    expect(describeCall(BAN, {}, { user_id: "two ids", ip: { $gt: "" } }).target).toBe("");
  });

  it("is bounded, and well-formed where it was cut", () => {
    const { action } = describeCall(BAN, {}, { user_id: "u1", reason: "👋".repeat(3_000) });
    expect(action).toHaveLength(4_096);
    expect(action.isWellFormed()).toBe(true);
    expect(action.endsWith("…")).toBe(true);
  });
});
