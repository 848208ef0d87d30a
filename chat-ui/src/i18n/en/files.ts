export const files = {
  attach: "Attach files",
  ofMessage: "Files",
  uploading: "Uploading",
  tooMany:
    "{n} file was left out: a message takes {most}. | {n} files were left out: a message takes {most}.",
  notWhileEditing: "Files can't be added to a message that was sent. Send them as a new message.",
  openPicture: "Open the picture {name}",
  retryPicture: "Load the picture {name} again",
  pictureFailed: "Couldn't be loaded. Try again.",
  pictureBroken: "This picture can't be shown.",
  save: "Download",
  count: "{n} file | {n} files",
} as const;
