/** The address of a message, for others who may read its room. */
export const permalink = (origin: string, roomId: string, seq: number): string =>
  `${origin}/r/${encodeURIComponent(roomId)}/${seq}`;

/** The number in an address, if it is one. */
export const seqOfParam = (param: unknown): number | undefined => {
  const seq = typeof param === "string" && /^\d{1,15}$/.test(param) ? Number(param) : 0;
  return seq > 0 ? seq : undefined;
};
