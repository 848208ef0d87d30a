export const sync = {
  caughtUp: "Caught up: {messages} in {rooms}",
  messages: "{n} message | {n} messages",
  rooms: "{n} room | {n} rooms",
} as const;
