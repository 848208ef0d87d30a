import {
  formatAddress,
  type IpAddress,
  type IpRange,
  parseAddress,
  parseRange,
  rangeContains,
} from "../protocol/ip-address.ts";

const BRACKETED = /^\[([^\]]+)\](?::\d+)?$/;
const V4_WITH_PORT = /^([\d.]+):\d+$/;

const withoutPort = (hop: string): string =>
  BRACKETED.exec(hop)?.[1] ?? V4_WITH_PORT.exec(hop)?.[1] ?? hop;

/** Who is behind the trusted proxies: the rightmost hop of X-Forwarded-For that is none of them. */
export class ClientAddresses {
  readonly #trusted: readonly IpRange[];

  /** Addresses and CIDRs, checked by the configuration. */
  constructor(trustedProxies: readonly string[]) {
    this.#trusted = trustedProxies.map(parseRange).filter((range) => range !== undefined);
  }

  /** `forwardedFor` is the header as it came: whoever is not trusted may have written anything there. */
  resolve(peer: string, forwardedFor: string | undefined): string {
    const address = parseAddress(peer);
    if (address === undefined) return peer;
    let client = address;
    const hops = this.#isTrusted(client) ? (forwardedFor?.split(",") ?? []) : [];
    for (const hop of hops.toReversed()) {
      const next = parseAddress(withoutPort(hop.trim()));
      // Beyond what can't be read nothing can be believed.
      if (next === undefined) break;
      client = next;
      if (!this.#isTrusted(client)) break;
    }
    return formatAddress(client);
  }

  trusts(peer: string): boolean {
    const address = parseAddress(peer);
    return address !== undefined && this.#isTrusted(address);
  }

  #isTrusted(address: IpAddress): boolean {
    return this.#trusted.some((range) => rangeContains(range, address));
  }
}
