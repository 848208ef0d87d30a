export const conversation = {
  newMessages: "{n} new message | {n} new messages",
  membersOnline: "Members: {online} of {n} online",
  typing: "{names} is typing… | {names} are typing…",
  manyTyping: "Several people are typing…",
} as const;
