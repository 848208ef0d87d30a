import { describe, expect, it } from "vitest";
import { type ResolutionForm, resolutionBody } from "./resolution.ts";

const NOW = 1_000;
const form = (change: Partial<ResolutionForm>): ResolutionForm => ({
  resolution: "dismiss",
  note: "",
  warning: "",
  choice: "1d",
  custom: undefined,
  ...change,
});

describe("resolutionBody", () => {
  it("dismisses without an action", () => {
    expect(resolutionBody(form({ note: " not ours " }), NOW)).toEqual({
      status: "dismissed",
      note: "not ours",
    });
  });

  it("deletes, warns, mutes and bans in the step that closes the report", () => {
    expect(resolutionBody(form({ resolution: "delete_message" }), NOW)).toEqual({
      status: "resolved",
      action: { type: "delete_message" },
    });
    expect(resolutionBody(form({ resolution: "warn", warning: " stop " }), NOW)?.action).toEqual({
      type: "warn",
      text: "stop",
    });
    expect(resolutionBody(form({ resolution: "mute" }), NOW)?.action).toEqual({
      type: "mute",
      until: NOW + 86_400_000,
    });
    expect(resolutionBody(form({ resolution: "ban", note: "spam", choice: "never" }), NOW)).toEqual(
      {
        status: "resolved",
        note: "spam",
        action: { type: "ban", reason: "spam" },
      },
    );
  });

  it("waits for what is missing", () => {
    expect(resolutionBody(form({ resolution: "warn", warning: " " }), NOW)).toBeUndefined();
    expect(resolutionBody(form({ resolution: "mute", choice: "never" }), NOW)).toBeUndefined();
    expect(resolutionBody(form({ resolution: "ban", choice: "custom" }), NOW)).toBeUndefined();
    const past = form({ resolution: "ban", choice: "custom", custom: NOW });
    expect(resolutionBody(past, NOW)).toBeUndefined();
  });
});
