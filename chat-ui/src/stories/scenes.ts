import type { FakeChat } from "./fake-chat.ts";

const ROOM = "r-platform";

/** What the whole app can be shown with: `?scene&` and one of these. */
export const SCENES = [
  "",
  "room=r-platform",
  "room=r-platform&state=offline",
  "room=r-platform&state=refused",
  "room=r-platform&state=typing",
  "room=r-platform&state=announced",
  "room=r-platform&state=kicked",
  "room=r-design&state=kicked",
  "room=r-platform&state=ended",
  "room=r-long",
  "room=r-standup",
  "room=r-empty",
  "room=r-ana",
  "room=nowhere",
  "invite=kQ3vZ8",
  "state=anonymous",
  "user=guest",
] as const;

const refuse = (chat: FakeChat, content: string): void =>
  chat.hold({
    room_id: ROOM,
    content,
    state: "refused",
    refused: { code: "forbidden", message: "you were muted in this room" },
  });

/** What happens once the scene stands. */
export const STATES: Readonly<Record<string, (chat: FakeChat) => void>> = {
  offline: (chat) => {
    chat.setState({ status: "waiting", attempt: 2, retryAt: Date.now() + 12_000, reason: "lost" });
    chat.hold({ room_id: ROOM, content: "This waits for the network.", state: "queued" });
    chat.hold({ room_id: ROOM, content: "And so does this.", state: "queued" });
  },
  refused: (chat) => {
    refuse(chat, "A message that the server would not take");
    refuse(chat, "And another one");
  },
  typing: (chat) => {
    chat.typist(ROOM, 1);
    chat.typist(ROOM, 2);
  },
  announced: (chat) => {
    const text = "At 18:00 the servers restart, one after the other.";
    chat.emit("announcement", { event: "announcement", id: "1", text, level: "warning" });
  },
  kicked: (chat) => {
    chat.emit("room_removed", { event: "room_removed", room_id: ROOM, reason: "kicked" });
  },
  ended: (chat) => chat.setState({ status: "closed", attempt: 0, reason: "unauthenticated" }),
};

/** The address in the app that a scene is at. */
export const pathOf = (scene: URLSearchParams): string => {
  const room = scene.get("room");
  const invite = scene.get("invite");
  if (invite !== null) return `/invite/${invite}`;
  return room === null ? "/" : `/r/${room}`;
};
