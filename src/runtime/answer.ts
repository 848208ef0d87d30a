import type { RequestBindings, ServeOptions } from "../ports/runtime.ts";
import type { ErrorCode } from "../protocol/errors.ts";

/** An error body of PROTOCOL §2, for the few that come from outside the app. */
const failure = (code: ErrorCode, message: string) => ({ error: { code, message } });

export const BODY_TOO_LARGE = failure("too_large", "The body is too large.");

/** What PROTOCOL §6 has on every answer, here where no page can come of it. */
export const FAILURE_HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Content-Type": "application/json",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

const failed = (status: number, body: object): Response =>
  new Response(JSON.stringify(body), { status, headers: FAILURE_HEADERS });

export const failureResponse = (status: number, code: ErrorCode, message: string): Response =>
  failed(status, failure(code, message));

export const tooLargeResponse = (): Response => failed(413, BODY_TOO_LARGE);

/** The app's answer, or a plain 500 where it threw after all. */
export const answer = async (
  options: ServeOptions,
  request: Request,
  bindings: RequestBindings,
): Promise<Response> => {
  try {
    return await options.fetch(request, bindings);
  } catch (error) {
    options.report("request", error);
    return failureResponse(500, "internal", "internal error");
  }
};
