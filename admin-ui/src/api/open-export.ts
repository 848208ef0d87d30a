import { contentOf, unreachable } from "../../../src/client/rest-client.ts";
import { REST_PATHS } from "../../../src/client/rest-paths.ts";
import type { AdminApi } from "./admin-api.ts";

/**
 * The rows of a route that answers with a file, as they come in. Refusals are `ProtocolError`s, as those of
 * `RestClient`; the caller's own abort rejects with its reason.
 */
export const openExport = async (
  { session }: AdminApi,
  route: "auditExport",
  query: Readonly<Record<string, string | number | undefined>>,
  signal: AbortSignal,
): Promise<Response> => {
  const [, path = ""] = REST_PATHS[route].split(" ");
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const attempt = async (token: string | undefined): Promise<Response> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    try {
      return await fetch(`${path}?${search}`, { headers, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable(error);
    }
  };
  const token = await session.tokens.accessToken();
  let response = await attempt(token);
  if (response.status === 401 && token !== undefined) {
    const renewed = await session.tokens.renew(token);
    if (renewed !== undefined) response = await attempt(renewed);
  }
  // Throws what the server refuses with.
  if (!response.ok) contentOf({ response, text: await response.text() });
  return response;
};
