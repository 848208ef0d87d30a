export const rooms = {
  members: "{count} member | {count} members",
  mentions: "{n} mention | {n} mentions",
  unread: "{n} unread",
} as const;
