import { afterEach, describe, expect, it } from "vitest";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { refusals } from "../i18n/en/refusals.ts";
import { formats } from "../i18n/formats.ts";
import { setLocale } from "../i18n/i18n.ts";
import { errorText } from "./errors.ts";

afterEach(() => setLocale("en"));

it("tells what the server refused in one's own language, and else what its code means", async () => {
  const taken = new ProtocolError("conflict", "This username is taken.");
  const odd = new ProtocolError("conflict", "something nobody foresaw");
  expect(errorText(taken)).toBe("This username is taken.");
  expect(errorText(odd)).toBe("Something nobody foresaw.");
  await setLocale("de");
  expect(errorText(taken)).toBe("Dieser Benutzername ist vergeben.");
  expect(errorText(odd)).toBe("Das ist vergeben oder wurde inzwischen geändert.");
});

describe("a refusal with values in it", () => {
  const muted = (until: number): ProtocolError =>
    new ProtocolError(
      "forbidden",
      `A moderator has muted you until ${new Date(until).toISOString()}.`,
    );

  it("tells until when one is muted in one's own time and language", async () => {
    const until = new Date(2031, 2, 1, 14, 2).getTime();
    expect(errorText(muted(until))).toBe(
      `A moderator has muted you until ${formats().fullDateTime(until)}.`,
    );
    const today = new Date().setHours(23, 59, 0, 0);
    expect(errorText(muted(today))).toBe(
      `A moderator has muted you until ${formats().timeOfDay(today)}.`,
    );
    await setLocale("de");
    expect(errorText(muted(until))).toBe(
      `Die Moderation hat dich stummgeschaltet, bis: ${formats().fullDateTime(until)}.`,
    );
    expect(errorText(new ProtocolError("forbidden", "A moderator has muted you."))).toBe(
      "Die Moderation hat dich stummgeschaltet.",
    );
  });

  it("tells how much one's files may take up, and how large an image may be", async () => {
    const full = new ProtocolError(
      "too_large",
      "Your files would take up more than 100 MiB: delete messages with files first.",
    );
    const image = new ProtocolError(
      "bad_request",
      "An image has at most 16384 pixels on a side and 50 million in all.",
    );
    expect(errorText(full)).toBe(
      "Your files would take up more than 105 MB: delete messages with files first.",
    );
    expect(errorText(image)).toBe(
      "An image has at most 16,384 pixels on a side and 50 million in all.",
    );
    await setLocale("de");
    expect(errorText(full)).toBe(
      "Deine Dateien würden mehr als 105 MB belegen: Lösche zuerst Nachrichten mit Dateien.",
    );
    expect(errorText(image)).toBe(
      "Ein Bild hat höchstens 16.384 Pixel an einer Seite und 50 Millionen insgesamt.",
    );
  });

  it("is told by its code where the values can't be read", async () => {
    await setLocale("de");
    const odd = new ProtocolError("forbidden", "A moderator has muted you until they say so.");
    expect(errorText(odd)).toBe("Das darfst du hier nicht.");
  });
});

it("knows the server's own words", () => {
  const source = Object.values(
    import.meta.glob<string>(["../../../src/**/*.ts", "!**/*.test.ts"], {
      query: "?raw",
      import: "default",
      eager: true,
    }),
  ).join("\n");
  expect(Object.values(refusals).filter((text) => !source.includes(`"${text}"`))).toEqual([]);
  for (const text of [
    /`A moderator has muted you\$\{end\}\.`/,
    /` until \$\{new Date\(until\)\.toISOString\(\)\}`/,
    /`Your files would take up more than \$\{[^}]+\} MiB: delete messages with files first\.`/,
    /`An image has at most \$\{side\} pixels on a side and \$\{[^}]+\} million in all\.`/,
  ]) {
    expect(source).toMatch(text);
  }
});
