/** Where to go after signing in: a path of this app, never where somebody else's link says. */
export const returnPath = (to: unknown): string =>
  typeof to === "string" && /^\/(?![/\\])/.test(to) ? to : "/";
