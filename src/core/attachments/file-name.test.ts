import { describe, expect, it } from "vitest";
import { safeFileName } from "./file-name.ts";

describe("file names", () => {
  it.each([
    ["report.pdf", "report.pdf"],
    ["Größe 大.png", "Größe 大.png"],
    ["../../etc/passwd", "passwd"],
    ["..\\..\\windows\\system.ini", "system.ini"],
    ["C:\\Users\\ada\\a.txt", "a.txt"],
    ["/", "file"],
    ["..", "file"],
    ["...", "file"],
    ["", "file"],
    ["  .hidden  ", "hidden"],
    ["a\0b\r\nc.txt", "abc.txt"],
    ["\u202egpj.exe", "gpj.exe"],
    ["a\u2028b\ufeff.txt", "ab.txt"],
    ['<b>"x"|?*.html', "_b__x____.html"],
    ["lone \ud800.txt", "lone \ufffd.txt"],
    [`${"x".repeat(300)}.tar`, `${"x".repeat(124)}.tar`],
    ["😀".repeat(200), "😀".repeat(128)],
    [`a.${"x".repeat(200)}`, `a.${"x".repeat(126)}`],
  ])("%j becomes %j", (given, name) => {
    expect(safeFileName(given)).toBe(name);
  });
});
