import { describe, expect, it } from "vitest";
import { type AnnouncementForm, announcementOf } from "./announcement-form.ts";

const NOW = 1_000_000;
const form = (change: Partial<AnnouncementForm> = {}): AnnouncementForm => ({
  text: " Back at 14:00 ",
  level: "info",
  later: false,
  startsAt: undefined,
  endsAt: undefined,
  ...change,
});

describe("announcementOf", () => {
  it("starts now and ends when the server thinks best, unless told", () => {
    expect(announcementOf(form(), NOW).body).toEqual({ text: "Back at 14:00", level: "info" });
  });

  it("starts later and ends after that", () => {
    const later = { later: true, startsAt: NOW + 10, endsAt: NOW + 20 };
    expect(announcementOf(form(later), NOW).body).toMatchObject({
      starts_at: NOW + 10,
      ends_at: NOW + 20,
    });
    expect(announcementOf(form({ later: true }), NOW).body).toBeUndefined();
  });

  it("never ends before it starts, nor in the past", () => {
    for (const wrong of [
      { endsAt: NOW },
      { later: true, startsAt: NOW + 10, endsAt: NOW + 10 },
      { later: true, startsAt: NOW - 50, endsAt: NOW - 10 },
    ]) {
      expect(announcementOf(form(wrong), NOW)).toMatchObject({ body: undefined, endsWrong: true });
    }
  });

  it("counts code points, and says nothing without a text", () => {
    expect(announcementOf(form({ text: "👋".repeat(500) }), NOW)).toMatchObject({ left: 0 });
    expect(announcementOf(form({ text: "👋".repeat(500) }), NOW).body).toBeDefined();
    expect(announcementOf(form({ text: "a".repeat(501) }), NOW)).toMatchObject({
      left: -1,
      body: undefined,
    });
    expect(announcementOf(form({ text: " \n" }), NOW).body).toBeUndefined();
  });
});
