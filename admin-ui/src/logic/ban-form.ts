import { formatAddress, formatRange, parseRange } from "../../../src/protocol/ip-address.ts";
import { figures } from "../i18n/formats.ts";

/** Whom a ban is for: a user by id, a live guest by number, an address or a range of them. */
export const TARGET_KINDS = ["user", "guest", "address"] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

export interface BanTarget {
  readonly kind: TargetKind;
  readonly text: string;
}

type TargetBody =
  | { readonly user_id: string }
  | { readonly guest_number: number }
  | { readonly ip: string };

const GUEST_NUMBER = /^\d{5}$/;
const USER_ID = /^[\w.:-]{1,64}$/;

/** As the server takes it; undefined while it is not yet one. */
export const targetBody = ({ kind, text }: BanTarget): TargetBody | undefined => {
  const said = text.trim();
  if (kind === "user") return USER_ID.test(said) ? { user_id: said } : undefined;
  if (kind === "guest") {
    const digits = said.replace(/^\D+/, "");
    return GUEST_NUMBER.test(digits) ? { guest_number: Number(digits) } : undefined;
  }
  const range = parseRange(said);
  return range && { ip: formatRange(range) };
};

export interface RangeFacts {
  /** In canonical form: bits beyond the prefix are gone. */
  readonly text: string;
  readonly family: 4 | 6;
  readonly single: boolean;
  readonly addresses: bigint;
  readonly first: string;
  readonly last: string;
}

const BITS = { 4: 32, 6: 128 } as const;
/** With more bits than these nobody reads digits. */
const BITS_IN_DIGITS = 32;

/** How many addresses, for reading: `256`, `17 M`, `2^112`. */
export const addressCount = (addresses: bigint): string => {
  const bits = addresses.toString(2).length - 1;
  return bits > BITS_IN_DIGITS ? `2^${bits}` : figures.short(Number(addresses));
};

/** What an address or a CIDR covers; undefined where it is neither. */
export const rangeFacts = (text: string): RangeFacts | undefined => {
  const range = parseRange(text.trim());
  if (range === undefined) return undefined;
  const addresses = 1n << BigInt(BITS[range.family] - range.prefix);
  return {
    text: formatRange(range),
    family: range.family,
    single: addresses === 1n,
    addresses,
    first: formatAddress(range),
    last: formatAddress({ family: range.family, value: range.value + addresses - 1n }),
  };
};

const HOUR = 3_600_000;
/** How long a ban may last, for a click. */
export const EXPIRY_PRESETS = {
  "1h": HOUR,
  "1d": 24 * HOUR,
  "7d": 7 * 24 * HOUR,
  "30d": 30 * 24 * HOUR,
} as const;
export type ExpiryChoice = keyof typeof EXPIRY_PRESETS | "never" | "custom";
export const EXPIRY_CHOICES: readonly ExpiryChoice[] = ["1h", "1d", "7d", "30d", "never", "custom"];

/** When it ends: `at` absent means never. A `problem` leaves it open. */
export type Expiry =
  | { readonly at?: number; readonly problem?: undefined }
  | { readonly problem: "missing" | "past" };

export const expiryOf = (choice: ExpiryChoice, custom: number | undefined, now: number): Expiry => {
  if (choice === "never") return {};
  if (choice !== "custom") return { at: now + EXPIRY_PRESETS[choice] };
  if (custom === undefined) return { problem: "missing" };
  return custom <= now ? { problem: "past" } : { at: custom };
};
