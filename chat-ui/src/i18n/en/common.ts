export const common = {
  close: "Close",
  cancel: "Cancel",
  tryAgain: "Try again",
  count: "{count}",
  thousands: "{count} k",
  millions: "{count} M",
  save: "Save",
  copy: "Copy",
  delete: "Delete",
  minutes: "{n} min | {n} min",
} as const;
