import { describe, expect, it } from "vitest";
import { matchingStep, toBase32, totpCode, totpStep, totpUri } from "./totp.ts";

/** The secret of RFC 6238, appendix B. */
const SECRET = toBase32(new TextEncoder().encode("12345678901234567890"));

describe("toBase32", () => {
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("writes %j as RFC 4648 §10 does, without the padding", (text, expected) => {
    expect(toBase32(new TextEncoder().encode(text))).toBe(expected);
  });
});

describe("totpCode", () => {
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"],
  ])("answers the examples of RFC 6238, appendix B: %d s", async (seconds, code) => {
    expect(await totpCode(SECRET, totpStep(seconds * 1_000))).toBe(code);
  });
});

describe("matchingStep", () => {
  const now = 1_111_111_111_000;
  it("takes codes of the step before and after, and no others", async () => {
    const step = totpStep(now);
    for (const near of [step - 1, step, step + 1]) {
      expect(await matchingStep(SECRET, await totpCode(SECRET, near), now)).toBe(near);
    }
    for (const far of [step - 2, step + 2]) {
      expect(await matchingStep(SECRET, await totpCode(SECRET, far), now)).toBeUndefined();
    }
  });
});

it("totpUri names the issuer and the account", () => {
  expect(totpUri("ABC", "a b", "Crosstalk")).toBe(
    "otpauth://totp/Crosstalk:a%20b?secret=ABC&issuer=Crosstalk",
  );
});
