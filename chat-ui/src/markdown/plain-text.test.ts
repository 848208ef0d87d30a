import fc from "fast-check";
import { expect, test } from "vitest";
import { plainText, withoutMarks } from "./plain-text.ts";

test.each([
  ["can we ship it *today*, **all** of it, _now_?", "can we ship it today, all of it, now?"],
  ["~~no~~ __yes__", "no yes"],
  ["a `b` c", "a b c"],
  ["`**kept**` **gone**", "**kept** gone"],
  [
    "see [the notes](https://crosstalk.example/0.9) and ![a cat](/cat.png)",
    "see the notes and a cat",
  ],
  ["# A heading", "A heading"],
  ["> said before", "said before"],
  ["- first", "first"],
  ["| a | b | |---|---| | 1 | 2 |", "| a | b | | 1 | 2 |"],
  ["\\*not\\* emphasis", "*not* emphasis"],
])("%s", (written, shown) => {
  expect(plainText(written).replaceAll(/\s+/g, " ")).toBe(shown);
});

test.each([
  [
    "…; ``` Fan-out went from 96k to **875k** deliveries",
    "…; Fan-out went from 96k to 875k deliveries",
  ],
  ["```ts const a = b ** 2 ** c;", "const a = b ** 2 ** c;"],
  ["cut **in the middle…", "cut **in the middle…"],
])("cut anywhere: %s", (written, shown) => {
  expect(plainText(written).replaceAll(/\s+/g, " ").trim()).toBe(shown);
});

test.each([
  "2 * 3 * 4",
  "snake_case_name and __init__py",
  "a ~ b, 5 > 4, # of people",
  "[not a link] (at all)",
  "10 - 3",
  "@maya :)",
])("as it is written: %s", (text) => {
  expect(plainText(text)).toBe(text);
});

test("what was found stays, and is still what is marked", () => {
  const snippet = "**96k** to **875k** deliveries, [notes](https://crosstalk.example/deliveries)";
  const second = snippet.lastIndexOf("deliveries");
  const first = snippet.indexOf("deliveries");
  const { text, ranges } = withoutMarks(snippet, [
    [first, first + 10],
    [second, second + 10],
  ]);
  expect(text).toBe("96k to 875k deliveries, [notes](https://crosstalk.example/deliveries)");
  expect(ranges.map(([start, end]) => text.slice(start, end))).toEqual([
    "deliveries",
    "deliveries",
  ]);
});

test("whatever is written, ranges cover what they covered", () => {
  const parts = fc.constantFrom(..."*|**|`|```|_|[|](|)|a| |\\|\n".split("|"), "|---|");
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 40 }),
      fc.nat(60),
      fc.nat(10),
      (written, start, length) => {
        const text = written.join("");
        const range = [
          Math.min(start, text.length),
          Math.min(start + length, text.length),
        ] as const;
        const plain = withoutMarks(text, [range]);
        const [from, to] = plain.ranges[0] ?? [0, 0];
        expect(plain.text.slice(from, to)).toBe(text.slice(range[0], range[1]));
      },
    ),
  );
});
