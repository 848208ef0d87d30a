import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import type { SharedFrame } from "../ports/socket.ts";
import { encodeText, wireOf } from "./text-frame.ts";

describe("a text frame", () => {
  // RFC 6455 §5.2: one byte of length up to 125, then two, then eight.
  test.each([
    [0, "8100"],
    [125, "817d"],
    [126, "817e007e"],
    [65_535, "817effff"],
    [65_536, "817f0000000000010000"],
    [200_000, "817f0000000000030d40"],
  ])("of %i bytes begins as RFC 6455 says", (size, header) => {
    const payload = "x".repeat(size);
    expect(encodeText(payload).toString("latin1")).toBe(
      Buffer.from(header, "hex").toString("latin1") + payload,
    );
  });

  test("counts bytes, not characters", () => {
    const wire = encodeText("ж✓😀".repeat(20));
    expect(wire.subarray(0, 4).toString("hex")).toBe("817e00b4");
    expect(wire.subarray(4).toString()).toBe("ж✓😀".repeat(20));
  });

  test("is encoded once for all who share it", () => {
    const frame: SharedFrame = { text: "[1]" };
    expect(wireOf(frame)).toBe(wireOf(frame));
    expect(wireOf("[1]").equals(wireOf(frame))).toBe(true);
  });
});
