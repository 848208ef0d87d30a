export const common = {
  close: "Close",
  cancel: "Cancel",
  tryAgain: "Try again",
  count: "{count}",
  thousands: "{count} k",
  millions: "{count} M",
} as const;
