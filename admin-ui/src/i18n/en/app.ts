export const app = {
  name: "Crosstalk admin",
  loading: "Loading the dashboard",
  unreachable: "The server can't be reached. Check your connection, and try again.",
  sessionOver: "Your session has ended",
  sessionOverAbout: "Sign in again: everything here stays as it is.",
  notFound: "There is no such page.",
  toOverview: "Go to the overview",
} as const;
