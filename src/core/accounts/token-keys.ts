import type { CryptoKey } from "jose";

export type Audience = "chat" | "admin";

/** One key a purpose: what signs one thing can't be made to sign another. */
export interface TokenKeys {
  readonly access: Readonly<Record<Audience, CryptoKey>>;
  readonly refresh: Readonly<Record<Audience, CryptoKey>>;
  /** Of the link for the first admin. */
  readonly bootstrap: CryptoKey;
}

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;

/** HKDF-SHA-256 (RFC 5869) from JWT_SECRET. Keys are imported once: importing costs more than signing. */
export const deriveTokenKeys = async (secret: string): Promise<TokenKeys> => {
  const { subtle } = crypto;
  const material = await subtle.importKey("raw", new TextEncoder().encode(secret), "HKDF", false, [
    "deriveBits",
  ]);
  const derive = async (purpose: string): Promise<CryptoKey> => {
    const bits = await subtle.deriveBits(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: new Uint8Array(),
        info: new TextEncoder().encode(`crosstalk:${purpose}`),
      },
      material,
      256,
    );
    return subtle.importKey("raw", bits, HMAC, false, ["sign", "verify"]);
  };
  return {
    access: { chat: await derive("access:chat"), admin: await derive("access:admin") },
    refresh: { chat: await derive("refresh:chat"), admin: await derive("refresh:admin") },
    bootstrap: await derive("bootstrap"),
  };
};
