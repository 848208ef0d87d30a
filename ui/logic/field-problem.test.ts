import { describe, expect, it } from "vitest";
import { type FieldRules, fieldProblem } from "./field-problem.ts";

const ANY: FieldRules = {
  required: false,
  literal: false,
  least: 0,
  most: Number.POSITIVE_INFINITY,
};

describe("fieldProblem", () => {
  it.each<[what: string, value: string, rules: Partial<FieldRules>, problem: object | undefined]>([
    ["nothing where nothing is needed", "", { least: 3 }, undefined],
    ["nothing", "", { required: true }, { kind: "missing" }],
    ["only spaces", "  ", { required: true }, { kind: "missing" }],
    ["only spaces, where they count", "  ", { required: true, literal: true }, undefined],
    ["too little", " ab ", { least: 3 }, { kind: "short", least: 3 }],
    ["just enough", "abc", { least: 3 }, undefined],
    ["as much as may be", " abc ", { most: 3 }, undefined],
    ["too much", "abcde", { most: 3 }, { kind: "long", most: 3, over: 2 }],
    ["emoji, each one", "😀😀😀", { most: 3 }, undefined],
    ["what is not allowed", "a b", { characters: /^\w+$/ }, { kind: "characters" }],
  ])("%s", (_what, value, rules, problem) => {
    expect(fieldProblem(value, { ...ANY, ...rules })).toEqual(problem);
  });
});
