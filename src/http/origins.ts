import type { ClientAddresses } from "./client-address.ts";
import type { HttpContext } from "./env.ts";

/** Which pages' origins may use this server with a browser's cookies, sockets and CORS. */
export class Origins {
  readonly #publicUrl: string | undefined;
  readonly #listed: ReadonlySet<string>;
  readonly #addresses: ClientAddresses;

  constructor(
    publicUrl: string | undefined,
    listed: readonly string[],
    addresses: ClientAddresses,
  ) {
    this.#publicUrl = publicUrl;
    this.#listed = new Set(listed);
    this.#addresses = addresses;
  }

  isListed(origin: string): boolean {
    return this.#listed.has(origin);
  }

  /** PUBLIC_URL, else the scheme and Host of the request, as a trusted proxy received it. */
  own(c: HttpContext): string {
    if (this.#publicUrl !== undefined) return this.#publicUrl;
    const url = new URL(c.req.url);
    const forwarded = this.#addresses.trusts(c.env.remoteAddress)
      ? c.req.header("x-forwarded-proto")
      : undefined;
    const scheme = forwarded === "https" || forwarded === "http" ? `${forwarded}:` : url.protocol;
    return `${scheme}//${url.host}`;
  }

  /** For requests that a browser sends by itself with what it keeps; without Origin it is no browser's. */
  admits(c: HttpContext): boolean {
    const origin = c.req.header("origin");
    return origin === undefined || this.isListed(origin) || origin === this.own(c);
  }
}
