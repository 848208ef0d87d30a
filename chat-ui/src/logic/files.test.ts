import { describe, expect, it } from "vitest";
import { LIMITS } from "../../../src/protocol/limits.ts";
import {
  isPicture,
  namesAsContent,
  pictureBox,
  plainFileName,
  problemOf,
  roomLeft,
  saysOnlyNames,
} from "./files.ts";

const named = (...names: string[]) => names.map((name) => ({ name }));

it("knows what can't be sent before it is uploaded", () => {
  expect(problemOf(0)).toBe("empty");
  expect(problemOf(LIMITS.uploadBytes)).toBeUndefined();
  expect(problemOf(LIMITS.uploadBytes + 1)).toBe("too-large");
  expect(roomLeft(LIMITS.attachmentsPerMessage - 1)).toBe(1);
  expect(roomLeft(99)).toBe(0);
});

it("takes for a picture only what the server has measured", () => {
  const file = { id: "a", name: "a.png", size: 1, mime: "image/png" };
  expect(isPicture({ ...file, width: 2, height: 3 })).toBe(true);
  expect(isPicture(file)).toBe(false);
  expect(isPicture({ ...file, mime: "text/html", width: 2, height: 3 })).toBe(false);
});

describe("a message of files alone", () => {
  it("says their names, and is known by that", () => {
    expect(namesAsContent(named("a.png", "b.pdf"))).toBe("a.png, b.pdf");
    expect(saysOnlyNames("a.png, b.pdf", named("a.png", "b.pdf"))).toBe(true);
    expect(saysOnlyNames("a.png", named("a.png", "b.pdf"))).toBe(false);
    expect(saysOnlyNames("", [])).toBe(false);
    expect(saysOnlyNames("a.png", undefined)).toBe(false);
  });

  it("is never longer than a message may be", () => {
    const names = named(...Array.from({ length: 10 }, () => "x".repeat(1_000)));
    expect(namesAsContent(names).length).toBeLessThanOrEqual(LIMITS.content);
    expect(saysOnlyNames(namesAsContent(names), names)).toBe(true);
  });
});

describe("the box of a picture", () => {
  it("keeps its shape, within what the column gives", () => {
    expect(pictureBox(1200, 800, true)).toEqual({ width: 400, height: 267 });
    expect(pictureBox(800, 1200, false)).toEqual({ width: 120, height: 180 });
    expect(pictureBox(100, 80, true)).toEqual({ width: 100, height: 80 });
  });

  it("can be hit, however flat the picture is", () => {
    expect(pictureBox(16_000, 1, true)).toEqual({ width: 400, height: 48 });
    expect(pictureBox(1, 1, true)).toEqual({ width: 48, height: 48 });
  });
});

it("shows a file's name without a path or what turns the direction of text", () => {
  expect(plainFileName("C:\\fakepath\\a\u202egnp.exe")).toBe("agnp.exe");
  expect(plainFileName("../../etc/passwd")).toBe("passwd");
});
