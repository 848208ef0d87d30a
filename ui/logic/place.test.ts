import { describe, expect, it } from "vitest";
import { type Placing, place } from "./place.ts";

const viewport = { width: 1000, height: 600 };
const anchor = { left: 400, top: 300, width: 40, height: 30 };
const size = { width: 200, height: 100 };
const at = (over: Partial<Placing> = {}, of = anchor) =>
  place(of, size, viewport, {
    side: "bottom",
    align: "start",
    gap: 4,
    rightToLeft: false,
    ...over,
  });

it("stands on the side that was asked for", () => {
  expect(at()).toEqual({ left: 400, top: 334 });
  expect(at({ side: "top" })).toEqual({ left: 400, top: 196 });
});

it("is in line with the anchor, as the text runs", () => {
  expect(at({ align: "end" }).left).toBe(240);
  expect(at({ align: "center" }).left).toBe(320);
  expect(at({ rightToLeft: true }).left).toBe(240);
  expect(at({ align: "end", rightToLeft: true }).left).toBe(400);
});

describe("where there is too little room", () => {
  it("turns to the other side, if that has more", () => {
    expect(at({}, { ...anchor, top: 550 }).top).toBe(446);
    expect(at({ side: "top" }, { ...anchor, top: 20 }).top).toBe(54);
  });

  it("stays within the viewport", () => {
    expect(at({}, { ...anchor, left: 950 }).left).toBe(792);
    expect(at({ align: "end" }, { ...anchor, left: 10 }).left).toBe(8);
    const tall = place(anchor, { width: 50, height: 900 }, viewport, {
      side: "bottom",
      align: "start",
      gap: 4,
      rightToLeft: false,
    });
    expect(tall.top).toBe(8);
  });
});
