/** An IPv4 or IPv6 address as a number; IPv4 in IPv6 (::ffff:a.b.c.d) counts as the IPv4 it is. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** All addresses whose first `prefix` bits are those of `value`. */
export interface IpRange extends IpAddress {
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;
const GROUP = /^[0-9a-f]{1,4}$/i;
const PREFIX = /^\d{1,3}$/;
const MAPPED_PREFIX = 0xffffn;

const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Every connection and request asks, several times: without a regular expression, a list or a bigint on
 * the way. No leading zeros, as some read them as octal.
 */
const parseV4 = (text: string): bigint | undefined => {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return undefined;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return undefined;
    part = part * 10 + digit;
    digits += 1;
    if (part > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? BigInt(value * 256 + part) : undefined;
};

/** The trailing a.b.c.d of an IPv6 address as two groups. */
const withoutDotted = (text: string): string | undefined => {
  if (!text.includes(".")) return text;
  const at = text.lastIndexOf(":") + 1;
  const v4 = parseV4(text.slice(at));
  if (v4 === undefined) return undefined;
  return `${text.slice(0, at)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`;
};

const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));

const parseV6 = (text: string): bigint | undefined => {
  const plain = withoutDotted(text);
  const halves = plain?.split("::") ?? [];
  if (halves.length === 0 || halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? "");
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? "") : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let value = 0n;
  for (const group of [...head, ...Array<string>(missing).fill("0"), ...tail]) {
    if (!GROUP.test(group)) return undefined;
    value = (value << 16n) | BigInt(`0x${group}`);
  }
  return value;
};

/** Undefined when it is no address. A zone (fe80::1%eth0) is dropped: it means nothing elsewhere. */
export const parseAddress = (text: string): IpAddress | undefined => {
  const v4 = parseV4(text);
  if (v4 !== undefined) return { family: 4, value: v4 };
  if (!text.includes(":")) return undefined;
  const zone = text.indexOf("%");
  const value = parseV6(zone < 0 ? text : text.slice(0, zone));
  if (value === undefined) return undefined;
  return value >> 32n === MAPPED_PREFIX
    ? { family: 4, value: value & 0xffff_ffffn }
    : { family: 6, value };
};

const masked = (value: bigint, prefix: number, family: 4 | 6): bigint => {
  const host = BigInt(BITS[family] - prefix);
  return (value >> host) << host;
};

/** An address, or one with a prefix length (CIDR); bits beyond the prefix are cleared. */
export const parseRange = (text: string): IpRange | undefined => {
  const [base = "", length, ...rest] = text.split("/");
  const address = parseAddress(base);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = BITS[address.family];
  if (length === undefined) return { ...address, prefix: bits };
  // ::ffff:10.0.0.0/104 is the IPv4 range 10.0.0.0/8.
  const offset = address.family === 4 && base.includes(":") ? 96 : 0;
  const prefix = Number(length) - offset;
  if (!PREFIX.test(length) || prefix < 0 || prefix > bits) return undefined;
  return { family: address.family, value: masked(address.value, prefix, address.family), prefix };
};

export const rangeContains = (range: IpRange, address: IpAddress): boolean =>
  range.family === address.family &&
  masked(address.value, range.prefix, range.family) === range.value;

const formatV6 = (value: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
  );
  // The longest run of two or more zero groups, the first of equals: RFC 5952.
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === "0") length++;
    if (length > best.length) best = { start, length };
  }
  if (best.length === 1) return groups.join(":");
  const head = groups.slice(0, best.start).join(":");
  return `${head}::${groups.slice(best.start + best.length).join(":")}`;
};

const formatV4 = (value: number): string =>
  `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;

/** In canonical form. */
export const formatAddress = ({ family, value }: IpAddress): string =>
  family === 6 ? formatV6(value) : formatV4(Number(value));

export const formatRange = (range: IpRange): string =>
  range.prefix === BITS[range.family]
    ? formatAddress(range)
    : `${formatAddress(range)}/${range.prefix}`;

/** Sorts as addresses do, within their family: what stores find ranges by. */
const keyOf = (family: 4 | 6, value: bigint): string =>
  `${family}${value.toString(16).padStart(BITS[family] / 4, "0")}`;

/** Undefined for what is no address. */
export const addressKey = (text: string): string | undefined => {
  const address = parseAddress(text);
  return address === undefined ? undefined : keyOf(address.family, address.value);
};

/** The keys of the first and the last address of a range. */
export const rangeKeys = ({ family, value, prefix }: IpRange): readonly [string, string] => [
  keyOf(family, value),
  keyOf(family, value | ((1n << BigInt(BITS[family] - prefix)) - 1n)),
];

/** What limits count by: an IPv4 address, or an IPv6 /64, which is what one customer is given. */
export const addressGroup = (text: string): string => {
  const address = parseAddress(text);
  if (address === undefined) return text;
  if (address.family === 4) return formatAddress(address);
  return formatRange({ family: 6, value: masked(address.value, 64, 6), prefix: 64 });
};

const LOOPBACK = ["127.0.0.0/8", "::1"].map(parseRange).filter((range) => range !== undefined);

export const isLoopback = (text: string): boolean => {
  const address = parseAddress(text);
  return address !== undefined && LOOPBACK.some((range) => rangeContains(range, address));
};
