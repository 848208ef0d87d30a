import { afterEach, expect, it } from "vitest";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { refusals } from "../i18n/en/refusals.ts";
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

it("knows the server's own words", () => {
  const source = Object.values(
    import.meta.glob<string>(["../../../src/**/*.ts", "!**/*.test.ts"], {
      query: "?raw",
      import: "default",
      eager: true,
    }),
  ).join("\n");
  expect(Object.values(refusals).filter((text) => !source.includes(`"${text}"`))).toEqual([]);
});
