import type { RequestBindings, ServeOptions } from "../ports/runtime.ts";
import type { ErrorCode } from "../protocol/errors.ts";

/** An error body of PROTOCOL §2, for the few that come from outside the app. */
export const failure = (code: ErrorCode, message: string) => ({ error: { code, message } });

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
    return Response.json(failure("internal", "internal error"), { status: 500 });
  }
};
