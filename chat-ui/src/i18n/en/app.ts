export const app = {
  loading: "Loading Crosstalk",
  unreachable: "The server can't be reached. Check your connection, and try again.",
  sessionEnded: "Your session has ended. What you were writing is kept.",
  banned: "This account is disabled or banned. What you were writing is kept.",
  newVersion: "New version",
  newVersionThere: "A new version of Crosstalk is here. What you are writing is kept.",
  reloadLater: "Later",
  reload: "Reload",
  signInAgain: "Sign in again",
  myMenu: "My menu",
  upgrade: "Keep this name: create an account",
  signOut: "Sign out",
} as const;
