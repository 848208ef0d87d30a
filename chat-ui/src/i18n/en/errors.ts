export const errors = {
  generic: "Something went wrong. Please try again.",
  tooFast: "That was a bit fast. Try again in {seconds} s.",
  unavailable: "The server can't be reached right now.",
  badRequest: "The server did not accept this.",
  unauthenticated: "The name or the password is wrong, or you were signed out.",
  forbidden: "You may not do this here.",
  notFound: "This is not there, or not open to you.",
  conflict: "This is taken, or was changed in the meantime.",
  gone: "This is no longer there.",
  tooLarge: "This is too large.",
  field: "The server did not accept this entry.",
} as const;
