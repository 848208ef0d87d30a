export const stagedFiles = {
  title: "Files to send",
  ready: "Ready",
  waiting: "Waiting",
  retry: "Try {name} again",
  remove: "Remove {name}",
  tooLarge: "Too large: a file has at most {most}.",
  empty: "This file is empty.",
  unreadable: "This can't be read. A folder can't be sent.",
  dropHere: "Drop to attach to {room}",
} as const;
