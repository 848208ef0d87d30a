import type { SessionRecord, UserRecord } from "../../../ports/store/accounts.ts";
import { addressKey } from "../../../protocol/ip-address.ts";
import { nameKey } from "../../../protocol/names.ts";
import { nameTails } from "../prefixes.ts";
import type { SessionDocument, UserDocument } from "./documents.ts";

/** What a living user is found by. */
export const namesOf = (displayName: string, username: string | undefined): string[] => [
  ...new Set([...nameTails(displayName), ...nameTails(username ?? "")]),
];

export const toUserDocument = ({ id, ...user }: UserRecord): UserDocument => ({
  _id: id,
  ...user,
  ...(user.deleted
    ? {}
    : {
        foldedName: nameKey(user.displayName),
        names: namesOf(user.displayName, user.username),
      }),
});

export const toUserRecord = (document: UserDocument): UserRecord => {
  const { _id, names: _, foldedName: __, joins: ___, leaving: ____, ...stored } = document;
  const { username, number, passwordHash, ...user } = stored;
  return {
    id: _id,
    ...user,
    ...(username === undefined ? {} : { username }),
    ...(number === undefined ? {} : { number }),
    ...(passwordHash === undefined ? {} : { passwordHash }),
  };
};

export const toSessionDocument = (session: SessionRecord): SessionDocument => {
  const { id, userId, expiresAt, ...rest } = session;
  const address = addressKey(session.ip);
  return {
    _id: id,
    user: userId,
    ...rest,
    ...(address === undefined ? {} : { address }),
    expiresAt: new Date(expiresAt),
  };
};

export const toSessionRecord = (document: SessionDocument): SessionRecord => {
  const { _id, user, expiresAt, address: _address, ...rest } = document;
  return { id: _id, userId: user, ...rest, expiresAt: expiresAt.getTime() };
};
