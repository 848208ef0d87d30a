import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";
import type { HttpEnv } from "./env.ts";
import type { Origins } from "./origins.ts";

/** What may stand in a header: the Host of a request is whatever its sender wrote. */
const ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i;

/**
 * PROTOCOL §6, on every answer. Styles may be inline: component libraries set them from script, and they run
 * nothing. `https`: the site is only ever reached that way.
 */
export const securityHeaders = (origins: Origins, https: boolean): MiddlewareHandler<HttpEnv> =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      frameAncestors: ["'none'"],
      formAction: ["'self'"],
      scriptSrc: ["'self'"],
      // No string becomes markup or the address of a script but through these: what sanitises messages,
      // Vue's templates, and the service worker's one address.
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["dompurify", "vue", "service-worker"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "blob:", "data:"],
      mediaSrc: ["'self'", "blob:"],
      fontSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      connectSrc: [
        "'self'",
        // Safari before 15.4 does not count ws: as 'self' (https://github.com/w3c/webappsec-csp/issues/7).
        (c) => {
          const own = origins.own(c);
          return ORIGIN.test(own) ? own.replace("http", "ws") : "'self'";
        },
      ],
    },
    strictTransportSecurity: https ? "max-age=31536000" : false,
    xFrameOptions: "DENY",
    referrerPolicy: "no-referrer",
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  });
