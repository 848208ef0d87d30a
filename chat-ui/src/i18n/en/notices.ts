export const notices = {
  joined: "{name} joined",
  left: "{name} left",
  kicked: "{name} was removed",
  renamed: "{name} renamed the room to “{room}”",
  topicSet: "{name} set the topic: {topic}",
  topicRemoved: "{name} removed the topic",
} as const;
