export const app = {
  loading: "Loading Crosstalk",
  unreachable: "The server can't be reached. Check your connection, and try again.",
  sessionEnded: "Your session has ended. What you were writing is kept.",
  banned: "This account has been banned.",
  newVersion: "New version",
  newVersionThere: "A new version of Crosstalk is here. What you are writing is kept.",
  reloadLater: "Later",
  reload: "Reload",
  signInAgain: "Sign in again",
} as const;
