import type { RequestBindings, ServeOptions } from "../ports/runtime.ts";

const failure = (code: "internal" | "too_large", message: string, status: number): Response =>
  Response.json({ error: { code, message } }, { status });

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
    return failure("internal", "internal error", 500);
  }
};
