import type { Fetch } from "./ports.ts";

const ENDED = /^\s*max-age\s*=\s*(0|-\d+)\s*$/i;

/**
 * `fetch` that keeps the cookies of one server, as browsers do by themselves: a bot needs the refresh
 * cookie to stay signed in for longer than an access token lives. One jar is one user.
 */
export const cookieFetch = (fetch: Fetch = globalThis.fetch): Fetch => {
  const jar = new Map<string, string>();
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    if (jar.size > 0) {
      headers.set("cookie", Array.from(jar, ([name, value]) => `${name}=${value}`).join("; "));
    }
    const response = await fetch(input, { ...init, headers });
    for (const line of response.headers.getSetCookie()) store(jar, line);
    return response;
  };
};

const store = (jar: Map<string, string>, line: string): void => {
  const [pair = "", ...attributes] = line.split(";");
  const equals = pair.indexOf("=");
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  const ended = attributes.some((attribute) => ENDED.test(attribute));
  if (ended || value === "") jar.delete(name);
  else jar.set(name, value);
};
