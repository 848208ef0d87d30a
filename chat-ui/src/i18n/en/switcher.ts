export const switcher = {
  title: "Go to a room or a person",
  placeholder: "Type a part of a name",
  searching: "Searching…",
  nothing: "Nothing of that name.",
  keys: "↑ ↓ to choose, Enter to open",
} as const;
