import { describe, expect, it } from "vitest";
import {
  complete,
  completionAt,
  type Mentionable,
  rankMentions,
  rankRooms,
  roomLink,
} from "./completion.ts";

const at = (marked: string) => {
  const caret = marked.indexOf("|");
  return completionAt(marked.replace("|", ""), caret);
};

describe("completionAt", () => {
  it.each([
    ["@|", "mention", ""],
    ["hi @an|", "mention", "an"],
    ["(@an|", "mention", "an"],
    ["line\n@Żó|", "mention", "Żó"],
    ["@an|dreas says", "mention", "an"],
    [":sm|", "emoji", "sm"],
    ["so :thumbs_u|", "emoji", "thumbs_u"],
    ["see #lob|", "room", "lob"],
  ])("%s", (marked, kind, query) => {
    expect(at(marked)).toMatchObject({ kind, query });
  });

  it.each([
    "mail me@an|",
    "https://ex|",
    ":)|",
    ":s|",
    "12:30|",
    "@an |",
    "a:smile|",
    "@a\n|",
    "#|",
    "## a|",
    "a#b|",
  ])("%s names nothing", (marked) => expect(at(marked)).toBeUndefined());

  it("finds its place in a long text", () => {
    const text = `${"a ".repeat(3_000)}@bo`;
    expect(completionAt(text, text.length)).toEqual({
      kind: "mention",
      query: "bo",
      start: text.length - 3,
      end: text.length,
    });
  });
});

describe("complete", () => {
  const applied = (marked: string, value: string): string => {
    const text = marked.replace("|", "");
    const completion = at(marked);
    if (!completion) throw new Error("nothing to complete");
    const { start, end, insert } = complete(text, completion, value);
    return `${text.slice(0, start)}${insert}|${text.slice(end)}`;
  };
  it("leaves what stands behind the caret", () => {
    expect(applied("hi @an|", "@ana")).toBe("hi @ana |");
    expect(applied("hi @an| how are you", "@ana")).toBe("hi @ana |how are you");
    expect(applied("hi @an|!", "@ana")).toBe("hi @ana |!");
    expect(applied("a :par|\nb", "🎉")).toBe("a 🎉 |\nb");
  });
});

describe("rankMentions", () => {
  const person = (username: string, display_name = username): Mentionable => ({
    id: `u-${username}`,
    username,
    display_name,
  });
  const people = [person("ben"), person("anna"), person("zoe", "Anja Berg"), person("andy")];
  const names = (query: string, speakers: string[] = []) =>
    rankMentions(people, query, speakers).map(({ username }) => username);

  it("finds by the beginning of a username or of a word of the name", () => {
    expect(names("an")).toEqual(["andy", "anna", "zoe"]);
    expect(names("BE")).toEqual(["ben", "zoe"]);
    expect(names("x")).toEqual([]);
  });
  it("finds whatever its diacritics, and behind brackets and emoji", () => {
    const found = (display_name: string, query: string) =>
      rankMentions([person("x1", display_name)], query, []).length === 1;
    expect(found("José Ñandú", "jose")).toBe(true);
    expect(found("José Ñandú", "nandú")).toBe(true);
    expect(found("🎉Party (Zed)", "par")).toBe(true);
    expect(found("🎉Party (Zed)", "zed")).toBe(true);
    expect(found("יערה כהן", "כה")).toBe(true);
    expect(found("José Ñandú", "andu")).toBe(false);
  });
  it("puts first whose username it is, whoever spoke", () => {
    const sams = [person("samantha"), person("sam"), person("sam1")];
    const found = rankMentions(sams, "sam", ["u-samantha"]);
    expect(found.map(({ username }) => username)).toEqual(["sam", "samantha", "sam1"]);
  });
  it("puts first who spoke last", () => {
    expect(names("", ["u-zoe", "u-ben"])).toEqual(["zoe", "ben", "andy", "anna"]);
    expect(names("an", ["u-anna"])).toEqual(["anna", "andy", "zoe"]);
  });
});

describe("rooms", () => {
  const room = (name: string, kind = "public") => ({ id: `r-${name}`, name, kind });
  const rooms = [room("old-lobby"), room("Lobby"), room("lobbyists"), room("lobby", "private")];

  it("are found by the beginning of their names, then of words in them, if everybody may read them", () => {
    expect(rankRooms(rooms, "lob").map(({ name }) => name)).toEqual([
      "Lobby",
      "lobbyists",
      "old-lobby",
    ]);
  });
  it("are links whose text is the name, whatever it is", () => {
    expect(roomLink("https://chat.example", { id: "r1", name: "a_b [c]", kind: "public" })).toBe(
      "[#a\\_b \\[c\\]](https://chat.example/r/r1)",
    );
  });
});
