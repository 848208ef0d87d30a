export const pictureViewer = {
  place: "{at} of {n}",
  previous: "Previous picture",
  next: "Next picture",
} as const;
