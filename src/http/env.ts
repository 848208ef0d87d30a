import type { Context } from "hono";
import type { RequestBindings } from "../ports/runtime.ts";

/** What requests carry through the middleware. */
export interface HttpEnv {
  Bindings: RequestBindings;
  Variables: {
    requestId: string;
    /** The client's address: the peer's, or what trusted proxies say of it. */
    address: string;
    /** For the access log: the route's pattern, never the path with its ids and codes. */
    route: string;
    userId: string | undefined;
    /** The moment of the rooms' log before it was looked at who asks. */
    askedAt: number;
  };
}

export type HttpContext = Context<HttpEnv>;
