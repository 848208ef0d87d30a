const CODE = /^[\w-]{1,64}$/;
const LINK = /\/invite\/([\w-]{1,64})\/?(?:[?#].*)?$/;
/** A code alone looks like many a room's name; ours are 32 hex digits. */
const BARE = /^[0-9a-f]{32}$/;

export const inviteLink = (origin: string, code: string): string => `${origin}/invite/${code}`;

export const isInviteCode = (text: string): boolean => CODE.test(text);

/** The code in what somebody pasted where a name was expected: a link, or the code by itself. */
export const pastedInvite = (text: string): string | undefined => {
  const given = text.trim();
  return BARE.test(given) ? given : LINK.exec(given)?.[1];
};
