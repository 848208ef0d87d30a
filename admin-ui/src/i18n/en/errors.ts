export const errors = {
  generic: "Something went wrong.",
  tooFast: "That was a bit fast. Try again in {seconds} s.",
  unavailable: "The server can't be reached, or is not ready.",
  badRequest: "The server did not accept this.",
  unauthenticated: "You are signed out.",
  forbidden: "Your role does not allow this.",
  notFound: "This is not there, or no longer.",
  conflict: "This was changed in the meantime.",
  gone: "This is no longer there.",
  tooLarge: "This is too large.",
  internal: "The server failed to do this.",
} as const;
