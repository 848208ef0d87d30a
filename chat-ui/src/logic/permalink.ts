/** The address of a room, for others who may read it. */
export const roomUrl = (origin: string, roomId: string): string =>
  `${origin}/r/${encodeURIComponent(roomId)}`;

/** The address of a message, for others who may read its room. */
export const permalink = (origin: string, roomId: string, seq: number): string =>
  `${roomUrl(origin, roomId)}/${seq}`;

/** The number in an address, if it is one. */
export const seqOfParam = (param: unknown): number | undefined => {
  const seq = typeof param === "string" && /^\d{1,15}$/.test(param) ? Number(param) : 0;
  return seq > 0 ? seq : undefined;
};
