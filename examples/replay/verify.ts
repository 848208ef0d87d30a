import type { RestClient } from "../../src/client/rest-client.ts";
import type { MessageEntry } from "../../src/protocol/entries.ts";
import { persist } from "./cast.ts";
import type { IrcLine } from "./irc-log.ts";

/** All messages of a room's log, from its beginning. */
export const storedMessages = async (rest: RestClient, roomId: string): Promise<MessageEntry[]> => {
  const messages: MessageEntry[] = [];
  for (let after = 0; ; ) {
    const page = await persist(() =>
      rest.call("entries", { params: { room_id: roomId }, query: { after, limit: 100 } }),
    );
    if ("reset" in page) throw new Error("the beginning of the log is not kept any more");
    for (const entry of page.entries) if (entry.event === "message") messages.push(entry);
    const last = page.entries.at(-1);
    if (last === undefined || last.seq >= page.tip.seq) return messages;
    after = last.seq;
  }
};

/**
 * How what is stored differs from the file, a sentence each. Lines are found by their number, which is the
 * cid; `ordered` wants them in the file's order, else each nick's in that of the nick.
 */
export const differences = (
  lines: readonly IrcLine[],
  messages: readonly MessageEntry[],
  ordered: boolean,
): string[] => {
  const found: string[] = [];
  const stored = new Map<string, MessageEntry>();
  const expected = new Set(lines.map(({ number }) => String(number)));
  /** The last line's number, of all or of each nick. */
  const last = new Map<string, number>();
  for (const message of messages) {
    const cid = message.cid ?? "";
    const number = Number(cid);
    const key = ordered ? "" : message.sender.id;
    if (!expected.has(cid)) found.push(`seq ${message.seq} is no line of the file`);
    else if (stored.has(cid)) found.push(`line ${cid} is stored twice`);
    else if (number < (last.get(key) ?? 0)) found.push(`line ${cid} stands after ${last.get(key)}`);
    last.set(key, number);
    stored.set(cid, message);
  }
  for (const line of lines) {
    const message = stored.get(String(line.number));
    if (message === undefined) found.push(`line ${line.number} is missing`);
    else if (message.sender.display_name !== line.nick) {
      found.push(`line ${line.number} is by ${message.sender.display_name}, not ${line.nick}`);
    } else if (message.content !== line.content) {
      found.push(
        `line ${line.number} is ${JSON.stringify(message.content)}, not ${JSON.stringify(line.content)}`,
      );
    }
  }
  return found;
};
