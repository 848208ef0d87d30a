export const help = {
  title: "Keyboard",
  anywhere: "Anywhere",
  writing: "Writing",
  inList: "In the list of messages",
  onMessage: "On a message",
  moveInList: "Move from message to message",
  messageActions: "Actions of the message",
} as const;
