import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "./sha256.ts";

const known = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("sha256Hex", () => {
  it("answers the examples of FIPS 180-4", () => {
    expect(sha256Hex("abc")).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
    expect(sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    );
    expect(sha256Hex("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("agrees with the runtime's own at every length around a block, and in every script", () => {
    for (let length = 0; length <= 200; length += 1) {
      const text = "x".repeat(length);
      expect(sha256Hex(text)).toBe(known(text));
    }
    for (const text of ["Grüße", "日本語", "👩‍👩‍👧‍👦", "\u0000\n\u2028", "é".repeat(777)]) {
      expect(sha256Hex(text)).toBe(known(text));
    }
  });
});
