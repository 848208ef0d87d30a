import { describe, expect, it } from "vitest";
import { gif, jpeg, png, webp } from "../../../tests/harness/files.ts";
import { identify } from "./file-type.ts";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const size = (width: number, height: number) => ({ width, height });

describe("what a file is", () => {
  it.each<[what: string, bytes: Uint8Array, type: object]>([
    ["a PNG", png(640, 480), { mime: "image/png", size: size(640, 480) }],
    ["a GIF", gif(3, 5), { mime: "image/gif", size: size(3, 5) }],
    ["a JPEG", jpeg(640, 480), { mime: "image/jpeg", size: size(640, 480) }],
    [
      "a JPEG that lies on its side",
      jpeg(640, 480, { orientation: 6 }),
      { mime: "image/jpeg", size: size(480, 640) },
    ],
    [
      "a JPEG upside down",
      jpeg(640, 480, { orientation: 3 }),
      { mime: "image/jpeg", size: size(640, 480) },
    ],
    [
      "a JPEG after half a megabyte of other things",
      jpeg(8, 9, { padding: 500_000 }),
      { mime: "image/jpeg", size: size(8, 9) },
    ],
    ["a lossy WebP", webp.lossy(700, 300), { mime: "image/webp", size: size(700, 300) }],
    [
      "a lossless WebP",
      webp.lossless(16_000, 16_384),
      { mime: "image/webp", size: size(16_000, 16_384) },
    ],
    ["an extended WebP", webp.extended(70_000, 1), { mime: "image/webp", size: size(70_000, 1) }],
    ["a WebP of a kind that is none", text("RIFF    WEBPABCD                  "), OCTETS()],
    ["a PNG without a header", text("\x89PNG\r\n\x1a\nand then something else"), OCTETS()],
    ["a PNG of no size", png(0, 480), OCTETS()],
    ["a PNG that ends early", png(640, 480).subarray(0, 20), OCTETS()],
    [
      "a JPEG without a frame",
      Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 3, 4, 5),
      OCTETS(),
    ],
    [
      "a JPEG whose frame is too short",
      Uint8Array.of(0xff, 0xd8, 0xff, 0xc0, 0, 3, 1, 0, 0, 0, 0),
      OCTETS(),
    ],
    ["a page", text("<!doctype html><script>alert(1)</script>"), { mime: "text/plain" }],
    [
      "an SVG",
      text("<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
      { mime: "text/plain" },
    ],
    [
      "a page that begins like a GIF",
      gif(1, 1, "<script>"),
      { mime: "image/gif", size: size(1, 1) },
    ],
    ["text in any script", text("Größe, 大きさ, الحجم 😀"), { mime: "text/plain" }],
    ["text that the end cuts through", text("😀").subarray(0, 3), OCTETS()],
    ["a program", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0), OCTETS()],
    ["a PDF", text("%PDF-1.7\n"), { mime: "application/pdf" }],
    ["a ZIP", text("PK\x03\x04\x14\0\0\0\0\0"), { mime: "application/zip" }],
    ["an MP4", text("\0\0\0\x20ftypisom"), { mime: "video/mp4" }],
    ["nothing much", text("x"), { mime: "text/plain" }],
  ])("%s", (_what, bytes, type) => {
    expect(identify(bytes, true)).toEqual(type);
  });

  it("is told by as little as it takes, and not by less", () => {
    const whole = jpeg(640, 480, { orientation: 8, padding: 9_000 });
    const answers = Array.from({ length: 400 }, (_, part) =>
      identify(whole.subarray(0, Math.ceil((whole.length * (part + 1)) / 400)), false),
    );
    const first = answers.findIndex((answer) => answer !== "more");
    expect(first).toBeGreaterThan(300);
    for (const answer of answers.slice(first)) {
      expect(answer).toEqual({ mime: "image/jpeg", size: size(480, 640) });
    }
    expect(identify(text("12345678901"), false)).toBe("more");
    expect(identify(text("x".repeat(4_096)), false)).toEqual({ mime: "text/plain" });
    expect(identify(text(`${"x".repeat(4_095)}😀`), false)).toEqual({ mime: "text/plain" });
  });
});

function OCTETS(): object {
  return { mime: "application/octet-stream" };
}
