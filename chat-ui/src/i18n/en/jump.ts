export const jump = {
  title: "Jump to a date",
  today: "Today",
  yesterday: "Yesterday",
  lastWeek: "A week ago",
  lastMonth: "A month ago",
  beginning: "The very beginning",
  day: "Any day",
  go: "Jump",
  tooEarly: "The room begins on {date}.",
  tooLate: "That day is still to come.",
  unread: "{n} unread | {n} unread",
  dismiss: "Hide this",
} as const;
