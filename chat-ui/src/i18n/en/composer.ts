export const composer = {
  suggestions: "Suggestions",
  wait: "You can send again in {n} second | You can send again in {n} seconds",
  seconds: "{count} s",
  tooLong: "{n} character too many. | {n} characters too many.",
  pasteTooLong: "That is too long to paste: {count} characters, and a message holds {limit}.",
} as const;
