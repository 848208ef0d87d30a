import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Audience } from "../core/accounts/token-keys.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { LIMITS } from "../protocol/limits.ts";
import type { HttpContext } from "./env.ts";
import type { Origins } from "./origins.ts";

const COOKIES = {
  chat: { name: "crosstalk_refresh", path: "/api/auth" },
  admin: { name: "crosstalk_admin_refresh", path: "/api/admin" },
} as const satisfies Record<Audience, object>;

/**
 * Refresh tokens live where no script reads them. Browsers send and set cookies by themselves, so every route
 * that does either looks at Origin first; SameSite=Strict alone would let a form on another page sign its
 * visitor in as somebody else.
 */
export class RefreshCookies {
  readonly #origins: Origins;
  readonly #secure: boolean;

  /** `secure`: the site is only ever reached over https. */
  constructor(origins: Origins, secure: boolean) {
    this.#origins = origins;
    this.#secure = secure;
  }

  /** Throws `forbidden` when a page of another origin is behind the request. */
  guard(c: HttpContext): void {
    if (!this.#origins.admits(c)) {
      throw new ProtocolError(
        "forbidden",
        "This origin is not allowed: see PUBLIC_URL and CORS_ORIGINS.",
      );
    }
  }

  read(c: HttpContext, audience: Audience): string | undefined {
    return getCookie(c, COOKIES[audience].name);
  }

  set(c: HttpContext, audience: Audience, refreshToken: string): void {
    setCookie(c, COOKIES[audience].name, refreshToken, {
      ...this.#attributes(audience),
      maxAge: LIMITS.refreshTokenMs / 1_000,
    });
  }

  clear(c: HttpContext, audience: Audience): void {
    deleteCookie(c, COOKIES[audience].name, this.#attributes(audience));
  }

  #attributes(audience: Audience) {
    return {
      httpOnly: true,
      sameSite: "Strict",
      secure: this.#secure,
      path: COOKIES[audience].path,
    } as const;
  }
}
