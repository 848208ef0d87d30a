import type { Delivery, MessageRow, Row, ShownMessage } from "../logic/rows.ts";
import { GUEST, ME, NOW, PEOPLE } from "./fixtures.ts";

const [, ana = ME, jonas = ME] = PEOPLE;
const omar = PEOPLE.find((user) => user.username === "omar") ?? ME;

let seq = 0;
const message = (
  sender: Pick<ShownMessage["sender"], "id" | "display_name" | "number">,
  content: string,
  more: Partial<ShownMessage> = {},
): ShownMessage => {
  seq += 1;
  const { id, display_name, number } = sender;
  return {
    cid: `story-${seq}`,
    sender: { id, display_name, ...(number !== undefined && { number }) },
    content,
    at: NOW - 5 * 60_000,
    reactions: [],
    seq,
    server_id: "node-1",
    ...more,
  };
};
const row = (shown: ShownMessage, more: Partial<MessageRow> = {}): MessageRow => ({
  kind: "message",
  key: shown.cid,
  message: shown,
  delivery: undefined,
  continued: false,
  ...more,
});
const mine = (content: string, delivery: Delivery): MessageRow =>
  row(message(ME, content, { seq: undefined, server_id: undefined }), { delivery });

const base = { room_id: "r", n: 0, at: NOW, server_id: "node-1", sender: ana };
const MARKUP = [
  "# A heading",
  "Some **bold**, *italic*, ~~struck~~ and `code`, a [link](https://example.org), and @maya.",
  "> a quotation",
  "",
  "1. one",
  "2. two",
  "",
  "| runtime | now |",
  "|---|---|",
  "| Node | 875k |",
  "",
  "```ts",
  "const frame = encode(events); // once per room and turn",
  "```",
].join("\n");

/** Each kind of row that a conversation can hold, in each of its states. */
export const MESSAGE_ROWS: readonly Row[] = [
  { kind: "day", key: "day", at: NOW },
  row(message(ana, "A message, and what its author said right after it.")),
  row(message(ana, "This shares its head."), { continued: true }),
  row(message(jonas, MARKUP, { mentions: [ME.id] })),
  row(message(GUEST, "A guest, whose number is part of the name.")),
  row(message(omar, "مرحبا بالجميع، جربت النسخة الجديدة على ثلاثة خوادم.")),
  row(message(jonas, "🎈")),
  { kind: "unread", key: "unread" },
  row(
    message(ana, "Edited, and liked.", {
      edited_at: NOW,
      reactions: [
        { emoji: "🎉", count: 5, me: true },
        { emoji: "🚀", count: 3, me: false },
      ],
    }),
  ),
  row(
    message(jonas, "An answer.", {
      reply_to: { seq: 2, sender: ana, excerpt: "A message, and what its author said right after" },
    }),
  ),
  row(message(jonas, "To nothing.", { reply_to: { seq: 2, sender: ana, excerpt: "" } })),
  row(message(ana, "", { deleted: true })),
  row(message(ana, `${"unbroken".repeat(40)}`)),
  {
    kind: "notice",
    key: "joined",
    entry: { ...base, event: "member", change: "joined", seq: 90, id: "n1", user: jonas },
  },
  {
    kind: "notice",
    key: "renamed",
    entry: { ...base, event: "room", seq: 91, id: "n2", name: "platform" },
  },
  mine("On its way.", { state: "sending", since: 0 }),
  mine("Waits for the network.", { state: "queued", since: 0 }),
  mine("Not taken.", {
    state: "refused",
    since: 0,
    failure: { code: "forbidden", message: "you were muted in this room" },
  }),
];
