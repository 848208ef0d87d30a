/** One-time codes of an authenticator, as all of them make them: RFC 6238 with HMAC-SHA-1, six digits, 30 s. */

const STEP_MS = 30_000;
const DIGITS = 6;
/** Clocks of phones differ, and codes are typed slowly: one step before and after. */
const TOLERANCE = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** RFC 4226 §4: as many bits as the hash has. */
export const TOTP_SECRET_BYTES = 20;

/** RFC 4648 §6, without padding, which authenticators don't take. */
export const toBase32 = (bytes: Uint8Array): string => {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
};

const fromBase32 = (text: string): Uint8Array<ArrayBuffer> => {
  const bits = Array.from(text, (c) => BASE32.indexOf(c).toString(2).padStart(5, "0")).join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
};

export const totpStep = (now: number): number => Math.floor(now / STEP_MS);

/** RFC 4226 §5.3. */
export const totpCode = async (secret: string, step: number): Promise<string> => {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", fromBase32(secret), algorithm, false, ["sign"]);
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 0xf;
  const number = (mac.getUint32(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
};

/** The step that the code is of; undefined when it is of none near now. */
export const matchingStep = async (
  secret: string,
  code: string,
  now: number,
): Promise<number | undefined> => {
  const current = totpStep(now);
  for (let step = current - TOLERANCE; step <= current + TOLERANCE; step += 1) {
    if ((await totpCode(secret, step)) === code) return step;
  }
  return undefined;
};

/** What authenticators read from a QR code: https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export const totpUri = (secret: string, username: string, issuer: string): string => {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(username)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`;
};
