import type { Message } from "../../../src/protocol/entries.ts";
import type { Invite, Member, Room, RoomSummary } from "../../../src/protocol/rooms.ts";
import type { Session, User } from "../../../src/protocol/users.ts";

/** A small company of people who talk; times count back from the moment the page is loaded. */
export const NOW = Date.now();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const person = (id: string, username: string, display_name: string): User => ({
  id,
  kind: "member",
  username,
  display_name,
  role: "user",
  created_at: NOW - 90 * DAY,
});
export const ME = person("018f-me", "maya", "Maya Lindqvist");
export const GUEST: User = {
  id: "018f-guest",
  kind: "guest",
  display_name: "Zed",
  number: 48_213,
  role: "user",
  created_at: NOW - HOUR,
};
export const PEOPLE: readonly User[] = [
  ME,
  person("018f-ana", "ana", "Ana Sørensen"),
  person("018f-jonas", "jonas", "Jonas Weber"),
  person("018f-priya", "priya.r", "Priya Raman"),
  person("018f-tom", "tomk", "Tom Kowalski"),
  person("018f-lea", "lea", "Léa Fontaine"),
  person("018f-omar", "omar", "عمر حداد"),
  GUEST,
];
const byName = new Map(PEOPLE.map((user) => [user.id.slice(5), user]));

const room = (
  id: string,
  name: string,
  kind: Room["kind"],
  more: Partial<RoomSummary> = {},
): RoomSummary => ({
  id,
  name,
  kind,
  created_by: ME.id,
  created_at: NOW - 60 * DAY,
  members: 8,
  online: 4,
  my_role: "member",
  tip: { seq: 0, n: 0 },
  read: { seq: 0, n: 0 },
  unread: 0,
  unread_mentions: 0,
  ...more,
});

const last = (who: string, at: number): Pick<RoomSummary, "last_message"> => {
  const user = byName.get(who) ?? ME;
  const sender = { id: user.id, display_name: user.display_name };
  return { last_message: { seq: 1, sender, excerpt: "…", at: NOW - at } };
};

export const ROOMS: readonly RoomSummary[] = [
  room("r-platform", "platform", "public", {
    topic: "Runtimes, releases, and what broke in between",
    my_role: "owner",
    pinned: true,
    ...last("ana", MINUTE),
  }),
  room("r-design", "design-review", "public", {
    unread: 3,
    unread_mentions: 1,
    ...last("lea", 4 * MINUTE),
  }),
  room("r-long", "lobby", "public", { members: 214, online: 31, ...last("tom", 9 * MINUTE) }),
  room("r-leads", "leads", "private", { ...last("priya", 40 * MINUTE) }),
  room("r-noise", "build-notifications", "public", {
    muted: true,
    unread: 1240,
    ...last("tom", 55 * MINUTE),
  }),
  room("r-standup", "standup", "ephemeral", {
    expires_at: NOW + 8 * MINUTE + 12_000,
    members: 3,
    online: 3,
    ...last("jonas", HOUR),
  }),
  room("r-empty", "quarterly-offsite-planning-2027", "private", { my_role: "owner" }),
  room("r-ana", "Ana Sørensen", "direct", {
    peer: { id: "018f-ana", display_name: "Ana Sørensen" },
    unread: 2,
    members: 2,
    ...last("ana", 2 * MINUTE),
  }),
  room("r-omar", "عمر حداد", "direct", {
    peer: { id: "018f-omar", display_name: "عمر حداد" },
    members: 2,
    ...last("omar", 3 * DAY),
  }),
];

export const MEMBERS: readonly Member[] = PEOPLE.map((user, index) => ({
  user,
  role: (["owner", "member", "member", "moderator"] as const)[index] ?? "member",
  joined_at: NOW - (60 - index) * DAY,
  online: index % 2 === 0,
}));

type Said = readonly [who: string, minutesAgo: number, content: string, more?: Partial<Message>];

const write = (roomId: string, said: readonly Said[]): Message[] =>
  said.map(([who, minutes, content, more], index) => {
    const user = byName.get(who) ?? ME;
    const seq = index + 1;
    return {
      room_id: roomId,
      seq,
      n: seq,
      id: `${roomId}-${seq}`,
      cid: `cid-${roomId}-${seq}`,
      sender: {
        id: user.id,
        display_name: user.display_name,
        ...(user.number !== undefined && { number: user.number }),
      },
      content,
      at: NOW - minutes * MINUTE,
      server_id: seq % 3 === 0 ? "deno-2" : "node-1",
      reactions: [],
      ...more,
    };
  });

const CODE = [
  "The whole fix is one line:",
  "```ts",
  "const frame = encode(events); // once per room and turn",
  "for (const socket of room.sockets) socket.send(frame);",
  "```",
  "Fan-out went from 96k to **875k** deliveries a second.",
].join("\n");

const PLATFORM: readonly Said[] = [
  [
    "jonas",
    1582,
    "Morning! The Bun runner is green again, the flake was a port that was still in TIME_WAIT.",
  ],
  ["ana", 1580, "Nice find 🙌"],
  ["ana", 1580, "I'll take it out of the quarantine list."],
  [
    "priya",
    1512,
    "Release notes for 0.9 are in review: https://crosstalk.example/notes/0.9. Have a look before *Thursday*, please.",
  ],
  ["me", 1510, "Reading them now.", { reactions: [{ emoji: "👀", count: 2, me: false }] }],
  [
    "ana",
    58,
    CODE,
    {
      reactions: [
        { emoji: "🎉", count: 5, me: true },
        { emoji: "🚀", count: 3, me: false },
      ],
    },
  ],
  ["jonas", 55, "That is a lot of deliveries for one line.", { edited_at: NOW - 54 * MINUTE }],
  ["jonas", 54, "Did you measure with the load generator on the same machine?"],
  [
    "ana",
    52,
    "Yes, both on two cores. Numbers in the table:\n\n| runtime | before | after |\n|---|---|---|\n| Node | 96k | 875k |\n| Bun | 125k | 980k |\n| Deno | 107k | 822k |",
  ],
  ["guest", 40, "hi! is this where I ask about the guest limits?"],
  ["guest", 40, "sorry, wrong room probably"],
  [
    "me",
    38,
    "You're fine. Guests write four messages at once and then one per five seconds.",
    {
      reply_to: {
        seq: 10,
        sender: { id: GUEST.id, display_name: "Zed", number: 48_213 },
        excerpt: "hi! is this where I ask about the guest limits?",
      },
      reactions: [{ emoji: "👍", count: 1, me: false }],
    },
  ],
  ["tom", 30, "", { deleted: true }],
  ["omar", 22, "مرحبا بالجميع، جربت النسخة الجديدة على ثلاثة خوادم وكل شيء يعمل."],
  [
    "lea",
    12,
    "> drain in jittered batches\n\nDo we show that in the client, @maya? I'd like a countdown:\n\n- when it comes back\n- a *Try now* button\n- nothing that jumps",
    { mentions: [ME.id] },
  ],
  ["me", 9, "Already there. Pull the plug and look at the top of the window."],
  ["me", 8, "🎈"],
  [
    "ana",
    2,
    "Works here. Sent three while offline, reloaded, and they arrived once each, in order.",
    { reactions: [{ emoji: "✅", count: 4, me: true }] },
  ],
  ["ana", 1, "Shipping it."],
];

const WORDS =
  "latency socket the drain of order cursor a ring that flush and resume gap quiet log never twice".split(
    " ",
  );
const sentence = (seed: number): string => {
  const words = 3 + ((seed * 7) % 24);
  return Array.from(
    { length: words },
    (_, i) => WORDS[(seed * 31 + i * 17 + (seed >> 3) * i) % WORDS.length],
  ).join(" ");
};
const crowd = ["ana", "jonas", "priya", "tom", "lea", "me"];
const LOBBY: readonly Said[] = Array.from(
  { length: 2000 },
  (_, i): Said => [
    crowd[Math.floor(i / (1 + (i % 3))) % crowd.length] ?? "me",
    (2000 - i) * 3 + 9,
    sentence(i),
    i % 11 === 0 ? { reactions: [{ emoji: "👍", count: 1 + (i % 4), me: i % 2 === 0 }] } : {},
  ],
);

export const HISTORY: ReadonlyMap<string, readonly Message[]> = new Map([
  ["r-platform", write("r-platform", PLATFORM)],
  ["r-long", write("r-long", LOBBY)],
  ["r-design", write("r-design", PLATFORM.slice(0, 9))],
  [
    "r-ana",
    write("r-ana", [
      ["ana", 130, "Lunch?"],
      ["me", 128, "In ten minutes!"],
      ["ana", 2, "About that release note"],
      ["ana", 2, "Could you look at the second paragraph?"],
    ]),
  ],
  [
    "r-standup",
    write("r-standup", [
      ["jonas", 20, "Yesterday: ports. Today: the same ports."],
      ["me", 18, "Reviews, then the virtual list."],
    ]),
  ],
  ["r-leads", write("r-leads", [["priya", 40, "Budget is through."]])],
]);

export const SESSIONS: readonly Session[] = [
  ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36", 0],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Safari/604.1", 3 * HOUR],
  ["curl/8.5.0", 12 * DAY],
].map(([agent, ago], index) => ({
  id: `session-${index}`,
  created_at: NOW - 20 * DAY,
  last_used_at: NOW - Number(ago),
  ip: `192.0.2.${10 + index}`,
  user_agent: String(agent),
  current: index === 0,
}));
export const INVITES: readonly Invite[] = [
  {
    code: "kQ3vZ8",
    created_by: ME.id,
    created_at: NOW - DAY,
    expires_at: NOW + 6 * DAY,
    uses_left: 4,
  },
  { code: "Jd81Wm", created_by: ME.id, created_at: NOW - HOUR, expires_at: NOW + HOUR },
];

/** Who and what a FakeChat knows. */
export interface World {
  readonly people: readonly User[];
  readonly rooms: readonly RoomSummary[];
  readonly members: readonly Member[];
  readonly history: ReadonlyMap<string, readonly Message[]>;
}
export const COMPANY: World = { people: PEOPLE, rooms: ROOMS, members: MEMBERS, history: HISTORY };
