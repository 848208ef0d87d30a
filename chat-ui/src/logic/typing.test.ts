import { expect, it } from "vitest";
import { noteTyping, TYPING_EXPIRES_MS, typingText } from "./typing.ts";

const event = (user_id: string, on: boolean) => ({ user_id, display_name: user_id, on });

it("ends on a word, on its sender's stop, and by itself", () => {
  const one = noteTyping([], event("ana", true), 1000);
  expect(one).toEqual([{ id: "ana", name: "ana", until: 1000 + TYPING_EXPIRES_MS }]);
  expect(noteTyping(one, event("ana", false), 2000)).toEqual([]);
  expect(noteTyping(one, event("bo", true), 1000 + TYPING_EXPIRES_MS).map((t) => t.id)).toEqual([
    "bo",
  ]);
});

it.each([
  [[], ""],
  [["Ana"], "Ana is typing…"],
  [["Ana", "Bo"], "Ana and Bo are typing…"],
  [["Ana", "Bo", "Cy", "Di"], "Several people are typing…"],
])("typingText(%j)", (names, expected) => {
  expect(typingText(names)).toBe(expected);
});
