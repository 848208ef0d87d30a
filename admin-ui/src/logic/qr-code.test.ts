import { describe, expect, it } from "vitest";
import { qrCode } from "./qr-code.ts";

const drawn = (text: string): string =>
  (qrCode(text) ?? []).map((row) => row.map((dark) => (dark ? "#" : ".")).join("")).join("\n");

// Both as another encoder draws them at level L with mask 0, and as a reader reads them.
describe("a QR code", () => {
  it("is drawn as the standard says", () => {
    expect(drawn("otpauth://totp/x")).toBe(
      `
#######....#..#######
#.....#..#....#.....#
#.###.#.#.##..#.###.#
#.###.#..#..#.#.###.#
#.###.#..#....#.###.#
#.....#..###..#.....#
#######.#.#.#.#######
........#.##.........
###.#####.#.###...#..
.#.##....#..###.#...#
..#.#.#.#..##...#.###
.#......####.#.#....#
####.###...##....#.#.
........###.#.####.##
#######.#..###.##.###
#.....#.#.#.##.#...#.
#.###.#.#.##...##...#
#.###.#..####.#.##...
#.###.#.##.###.####.#
#.....#.##.#.......#.
#######.#..###.###.##`.trim(),
    );
  });

  it("has room for the longest name that an authenticator is told, in two blocks", async () => {
    const text = `otpauth://totp/Crosstalk:${"n".repeat(32)}?secret=${"A".repeat(32)}&issuer=Crosstalk`;
    const picture = drawn(text);
    expect(picture.split("\n")).toHaveLength(41);
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(picture));
    const hex = Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0"));
    expect(hex.join("")).toBe("8aecba7fb4f1b6708724026242d29287da0b146d143bc38882d760e6036fb9b1");
  });

  it("is none for what does not fit", () => {
    expect(qrCode("x".repeat(134))).toHaveLength(41);
    expect(qrCode("x".repeat(135))).toBeUndefined();
  });
});
