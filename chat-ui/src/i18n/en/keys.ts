/** What is printed on the keys. */
export const keys = {
  ctrl: "Ctrl",
  alt: "Alt",
  shift: "Shift",
  enter: "Enter",
  escape: "Esc",
  delete: "Delete",
  pageUp: "Page Up",
  end: "End",
} as const;
