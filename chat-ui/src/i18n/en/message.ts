export const message = {
  inReplyTo: "in reply to {name}",
  deleted: "deleted",
  edited: "edited",
  reactions: "{n} reaction | {n} reactions",
} as const;
