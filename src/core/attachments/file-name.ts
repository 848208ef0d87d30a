import { LIMITS } from "../../protocol/limits.ts";

const PATH = /^.*[/\\]/s;
/** Control characters, line separators, and what turns the direction of text: "\u202egpj.exe" reads "exe.jpg". */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes away
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** What file systems that a file may be saved to read otherwise. */
const RESERVED = /[<>:"|?*]/g;
const EDGES = /^[\s.]+|[\s.]+$/g;
const EXTENSION = /\.[^.\s]{1,16}$/;
const UNNAMED = "file";

/** A name that can be shown and saved anywhere, from one that may be anything. Its extension is kept. */
export const safeFileName = (given: string): string => {
  const name = given
    .toWellFormed()
    .replace(PATH, "")
    .replace(HIDDEN, "")
    .replace(RESERVED, "_")
    .replace(EDGES, "");
  if (name === "") return UNNAMED;
  const letters = Array.from(name);
  if (letters.length <= LIMITS.attachmentName) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? "";
  const stem = letters.slice(0, LIMITS.attachmentName - Array.from(extension).length);
  return stem.join("").trimEnd() + extension;
};
