const CODE = /^[\w-]{1,64}$/;
/** A code alone looks like many a room's name; ours are 32 hex digits. */
const BARE = /^[0-9a-f]{32}$/;
const INVITE = /^\/invite\/([\w-]{1,64})\/?$/;
const ROOM = /^\/r\/[\w-]{1,64}(?:\/\d{1,15})?\/?$/;
const SCHEME = /^https?:\/\//i;

export const inviteLink = (origin: string, code: string): string => `${origin}/invite/${code}`;

export const isInviteCode = (text: string): boolean => CODE.test(text);

/** Where a link leads: to a page of this app, or to the one of another server. */
export type PastedLink = { readonly path: string } | { readonly host: string };

const addressOf = (text: string): URL | undefined => {
  try {
    return new URL(SCHEME.test(text) ? text : `https://${text}`);
  } catch {
    return undefined;
  }
};

/**
 * What somebody pasted where a room's name was expected, when it is the link of an invite, a room or a message, or an
 * invite's code by itself. `host` is our own.
 */
export const pastedLink = (text: string, host: string): PastedLink | undefined => {
  const given = text.trim();
  if (BARE.test(given)) return { path: `/invite/${given}` };
  const address = given.includes("/") ? addressOf(given) : undefined;
  if (!address || !(INVITE.test(address.pathname) || ROOM.test(address.pathname))) return undefined;
  return address.host === host ? { path: address.pathname } : { host: address.host };
};
