import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { ProtocolError } from "../protocol/errors.ts";
import { adminRoutes } from "../protocol/rest/admin.ts";
import { authRoutes } from "../protocol/rest/auth.ts";
import { messageRoutes } from "../protocol/rest/messages.ts";
import { validate } from "./validate.ts";

const issuesOf = (schema: v.GenericSchema, value: unknown) => {
  try {
    validate(schema, value);
  } catch (error) {
    if (error instanceof ProtocolError) return { code: error.code, issues: error.issues };
    throw error;
  }
  throw new Error("valid");
};

describe("what is not valid", () => {
  it.each<[schema: v.GenericSchema, value: unknown, path: string, message: string]>([
    [authRoutes.register.body, { password: "long enough" }, "username", "is missing"],
    [
      authRoutes.register.body,
      { username: "ada", password: "long enough", role: "admin" },
      "role",
      "is not known",
    ],
    [
      authRoutes.register.body,
      { username: "ada", password: "short" },
      "password",
      "must have 8 to 256 characters",
    ],
    [
      authRoutes.register.body,
      { username: 1, password: "long enough" },
      "username",
      "must be string",
    ],
    [
      adminRoutes.updateUser.body,
      { role: "king" },
      "role",
      'must be ("user" | "moderator" | "admin")',
    ],
    [
      messageRoutes.messages.query,
      { before: "1", after: "2" },
      "",
      "before, after and around exclude each other",
    ],
    [messageRoutes.messages.query, { limit: "101" }, "limit", "must be <=100"],
    [
      messageRoutes.postMessage.body,
      { content: "x", attachments: Array.from({ length: 11 }, (_, index) => `a${index}`) },
      "attachments",
      "must have a length of <=10",
    ],
  ])("is named by field, in words for whoever sent it: %#", (schema, value, path, message) => {
    expect(issuesOf(schema, value)).toEqual({ code: "bad_request", issues: [{ path, message }] });
  });

  it("is told without what was sent", () => {
    const { issues } = issuesOf(authRoutes.register.body, {
      username: "se cret",
      password: "hunter2",
    });
    expect(JSON.stringify(issues)).not.toMatch(/se cret|hunter2/);
  });

  it("is told of twenty fields at most", () => {
    const schema = v.array(v.string());
    expect(issuesOf(schema, Array(100).fill(1)).issues).toHaveLength(20);
  });
});
