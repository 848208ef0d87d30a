export const people = {
  online: "{count} online",
} as const;
