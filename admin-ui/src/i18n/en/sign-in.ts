export const signIn = {
  title: "Sign in to the dashboard",
  username: "Username",
  password: "Password",
  totp: "Code of your authenticator",
  totpHint: "Six digits",
  action: "Sign in",
  wrong: "The name or the password is wrong, or this account may not enter the dashboard.",
  wrongCode: "This code is not right, or no longer.",
  toChat: "To the chat",
} as const;
