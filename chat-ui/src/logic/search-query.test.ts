import { describe, expect, it } from "vitest";
import {
  chipOf,
  dayOf,
  dayStart,
  operatorAt,
  type SearchChip,
  spansNoDay,
  takeChips,
  termsOf,
  unfinishedOperator,
  withChip,
  withoutChip,
  withoutOperator,
} from "./search-query.ts";

const ana: SearchChip = { kind: "from", id: "u1", label: "Ana" };
const lobby: SearchChip = { kind: "in", id: "r1", label: "Lobby" };

describe("operatorAt", () => {
  it("finds the operator that ends at the caret", () => {
    expect(operatorAt("plan from:an", 12)).toEqual({
      operator: "from",
      value: "an",
      start: 5,
      end: 12,
    });
    expect(operatorAt("IN:", 3)).toEqual({ operator: "in", value: "", start: 0, end: 3 });
    expect(operatorAt("from:an x", 7)?.value).toBe("an");
  });

  it("finds none within a word, after a space, or of another name", () => {
    expect(operatorAt("xfrom:an", 8)).toBeUndefined();
    expect(operatorAt("from:an ", 8)).toBeUndefined();
    expect(operatorAt("to:an", 5)).toBeUndefined();
    expect(operatorAt("https://from:80", 15)).toBeUndefined();
  });
});

describe("days", () => {
  it("are the viewer's own and must exist", () => {
    expect(dayStart("2026-02-03")).toBe(new Date(2026, 1, 3).getTime());
    for (const none of ["2026-02-30", "2026-13-01", "2026-00-10", "26-1-1", "soon", ""]) {
      expect(dayStart(none)).toBeUndefined();
    }
    expect(dayOf(new Date(2026, 1, 3, 23, 59).getTime())).toBe("2026-02-03");
  });
});

describe("chips", () => {
  it("are made of what is complete without choosing", () => {
    expect(chipOf("has", "FILE")).toEqual({ kind: "has" });
    expect(chipOf("has", "link")).toBeUndefined();
    expect(chipOf("before", "2026-02-03")).toEqual({ kind: "before", day: "2026-02-03" });
    expect(chipOf("after", "2026-02-31")).toBeUndefined();
    expect(chipOf("from", "ana")).toBeUndefined();
  });

  it("are one of each kind, in one order", () => {
    expect(withChip([lobby], ana)).toEqual([ana, lobby]);
    expect(withChip([ana, lobby], { ...ana, id: "u2" })).toEqual([{ ...ana, id: "u2" }, lobby]);
    expect(withoutChip([ana, lobby], "in")).toEqual([ana]);
  });

  it("are taken from the text once a space follows", () => {
    expect(takeChips("plan has:file ", [])).toEqual({ text: "plan  ", chips: [{ kind: "has" }] });
    expect(takeChips("plan has:file", [])).toEqual({ text: "plan has:file", chips: [] });
    expect(takeChips("has:cake before:2026-99-99 x", []).chips).toEqual([]);
    expect(takeChips("before:2026-02-03 after:2026-01-01 x", [ana])).toEqual({
      text: "x",
      chips: [ana, { kind: "after", day: "2026-01-01" }, { kind: "before", day: "2026-02-03" }],
    });
  });

  it("may leave no day between them", () => {
    const on = (kind: "after" | "before", day: string): SearchChip => ({ kind, day });
    expect(spansNoDay([on("after", "2026-02-03"), on("before", "2026-02-04")])).toBe(false);
    expect(spansNoDay([on("after", "2026-02-03"), on("before", "2026-02-03")])).toBe(true);
    expect(spansNoDay([ana, on("before", "2026-02-03")])).toBe(false);
  });

  it("leave no hole where their operator was", () => {
    const text = "the from:an plan";
    const typed = operatorAt(text, 11);
    expect(typed && withoutOperator(text, typed)).toBe("the plan");
  });
});

describe("termsOf", () => {
  it("is what the server is asked", () => {
    expect(termsOf([ana, lobby, { kind: "has" }], " plan ")).toEqual({
      q: "plan",
      from: "u1",
      room_id: "r1",
      has: "file",
    });
    expect(termsOf([{ kind: "after", day: "2026-02-03" }], "")).toEqual({
      after: new Date(2026, 1, 3).getTime(),
    });
  });

  it("leaves out operators that stand for nothing yet, which are told", () => {
    expect(termsOf([], "plan from:an has:cake b")).toEqual({ q: "plan b" });
    expect(termsOf([], "from:")).toBeUndefined();
    expect(unfinishedOperator("plan from:an x")).toEqual({ operator: "from", typed: "from:an" });
    expect(unfinishedOperator("Before:soon")).toEqual({ operator: "before", typed: "Before:soon" });
    expect(unfinishedOperator("plan http://in:80")).toBeUndefined();
  });

  it("is nothing without words or a filter: a room alone is no search", () => {
    expect(termsOf([], "  ")).toBeUndefined();
    expect(termsOf([lobby], "")).toBeUndefined();
    expect(termsOf([ana], "")).toEqual({ from: "u1" });
  });
});
