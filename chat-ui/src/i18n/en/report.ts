export const report = {
  title: "Report this message",
  about:
    "The people who run this server will see it, with what was written around it. {name} is not told.",
  spam: "Spam or advertising",
  abuse: "Insults or threats",
  illegal: "Against the law",
  other: "Something else",
  why: "Why",
  more: "What they should know",
  send: "Report",
  done: "Thank you. It was reported.",
} as const;
