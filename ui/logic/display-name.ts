/**
 * Bidirectional controls and invisible characters in a name can turn its neighbours around or make
 * two names look alike. They are stored as sent, and left out where a name is shown.
 */
const INVISIBLE =
  /\u00ad|\u034f|\u061c|[\u115f\u1160\u17b4\u17b5]|[\u180b-\u180f]|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f]|[\u3164\ufeff\uffa0\ufff9-\ufffb]/gu;

/** A name with nothing to see in it is a question mark, in every language. */
export const shownName = (name: string): string => name.replace(INVISIBLE, "").trim() || "?";

/** A guest's nickname is not unique: the number always comes with it. */
export const fullName = (user: { display_name: string; number?: number | undefined }): string => {
  const name = shownName(user.display_name);
  if (user.number === undefined || name.includes(String(user.number))) return name;
  return `${name} ${user.number}`;
};
