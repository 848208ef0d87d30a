/** One id or more. Most users have one connection, and a Set around its id would take four times its space. */
export type ConnectionIds = string | Set<string>;

export const withConnection = (ids: ConnectionIds | undefined, id: string): ConnectionIds => {
  if (ids === undefined || ids === id) return id;
  if (typeof ids === "string") return new Set([ids, id]);
  return ids.add(id);
};

/** Undefined when none is left. */
export const withoutConnection = (ids: ConnectionIds, id: string): ConnectionIds | undefined => {
  if (typeof ids === "string") return ids === id ? undefined : ids;
  ids.delete(id);
  return ids.size === 0 ? undefined : ids;
};
