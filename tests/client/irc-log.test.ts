import { describe, expect, it } from "vitest";
import { parseIrcLog } from "../../examples/replay/irc-log.ts";
import { dueTimes } from "../../examples/replay/pace.ts";
import { differences } from "../../examples/replay/verify.ts";
import type { MessageEntry } from "../../src/protocol/entries.ts";

const log = `[23:58] <Ana> hello <everyone>
=== Ben [~ben@example.net]  has joined #ubuntu
[23:58]  * Ben waves: hi
[23:59] <Ana>
[23:59] <Ana>   
[00:01] <ben_ > ünïcode  with  spaces `;

describe("an IRC log", () => {
  it("is what its users say, by the number of the line, without lines that say nothing", () => {
    expect(parseIrcLog(log)).toEqual([
      { number: 1, nick: "Ana", content: "hello <everyone>", minute: 1_438 },
      {
        number: 2,
        nick: "===",
        content: "=== Ben [~ben@example.net]  has joined #ubuntu",
        minute: 1_438,
      },
      { number: 3, nick: "Ben", content: "* Ben waves: hi", minute: 1_438 },
      { number: 6, nick: "ben_", content: "ünïcode  with  spaces ", minute: 1_441 },
    ]);
    expect(() => parseIrcLog("<Ana> hello")).toThrow("line 1");
  });

  it("spreads the lines of a minute over it", () => {
    expect(dueTimes(parseIrcLog(log))).toEqual([0, 20_000, 40_000, 180_000]);
  });

  it("is compared line by line with what is stored", () => {
    const lines = parseIrcLog(log);
    const stored = lines.map(
      ({ number, nick, content }, index): MessageEntry => ({
        event: "message",
        room_id: "r",
        seq: index + 1,
        n: index + 1,
        id: `e${number}`,
        cid: String(number),
        at: 0,
        server_id: "s",
        sender: { id: nick, display_name: nick },
        content,
      }),
    );
    expect(differences(lines, stored, true)).toEqual([]);
    const [first, second, third, fourth] = stored as [
      MessageEntry,
      MessageEntry,
      MessageEntry,
      MessageEntry,
    ];
    const wrong = (...messages: MessageEntry[]) => differences(lines, messages, true);
    expect(wrong(first, second, third)).toEqual(["line 6 is missing"]);
    expect(wrong(first, second, second, third, fourth)).toEqual(["line 2 is stored twice"]);
    expect(wrong(second, first, third, fourth)).toEqual(["line 1 stands after 2"]);
    expect(differences(lines, [second, first, third, fourth], false)).toEqual([]);
    expect(wrong(first, second, third, { ...fourth, content: "?" })).toHaveLength(1);
    expect(wrong(first, second, { ...third, sender: first.sender }, fourth)).toEqual([
      "line 3 is by Ana, not Ben",
    ]);
    expect(wrong(first, second, third, fourth, { ...fourth, cid: "9", seq: 5 })).toEqual([
      "seq 5 is no line of the file",
    ]);
  });
});
