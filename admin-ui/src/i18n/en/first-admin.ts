export const firstAdmin = {
  title: "The first admin",
  about: "This link works once. Whoever you are from now on, you can make others admins too.",
  noToken: "The link is not whole: copy it from its file again, to the end of the line.",
  passwordHint: "At least {min} characters",
  action: "Create and sign in",
} as const;
