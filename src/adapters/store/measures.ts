/** Numbers as they are kept: four bytes each, the least significant first, as every machine we run on has them. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** A copy: what drivers answer may begin anywhere within a buffer that they share, and a Buffer's slice shares it too. */
export const measuresOf = (bytes: Uint8Array): Float32Array =>
  new Float32Array(new Uint8Array(bytes).buffer);
