import type { User } from "../../src/protocol/users.ts";
import { until } from "./wait.ts";

/** An answer as it came (of a stream of events, the first one): schemas are what is under test, so nothing is parsed through them. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

export interface CallOptions {
  readonly token?: string | undefined;
  readonly cookie?: string | undefined;
  /** JSON, or a form as it is. */
  readonly body?: unknown;
}

const ANSWER_MS = 60_000;

/** REST against one server; `T` says what the caller expects of the body. */
export class Rest {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  /** `headers`: with each call. */
  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  async call<T = unknown>(
    method: string,
    path: string,
    { token, cookie, body }: CallOptions = {},
  ): Promise<Answer<T>> {
    const isForm = body instanceof FormData;
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        ...this.#headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const type = response.headers.get("content-type") ?? "";
    const isStream = type.startsWith("text/event-stream");
    const text = isStream ? await firstData(response) : await response.text();
    const answer: unknown =
      isStream || type.startsWith("application/json") ? JSON.parse(text) : text;
    return { status: response.status, body: answer as T, headers: response.headers };
  }

  /** As `call`, but anything other than 2xx throws. */
  async ok<T = unknown>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    return bodyOf(method, path, await this.call<T>(method, path, options));
  }

  /** As `ok`, of what a server that is held up for a moment does not answer: asked again while that is said (503). */
  async okAtLast<T = unknown>(method: string, path: string, options: CallOptions = {}): Promise<T> {
    const answer = await until(`${method} ${path} is answered`, async () => {
      const now = await this.call<T>(method, path, options);
      return now.status === 503 ? undefined : now;
    });
    return bodyOf(method, path, answer);
  }
}

const bodyOf = <T>(method: string, path: string, { status, body }: Answer<T>): T => {
  if (status >= 200 && status < 300) return body;
  throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
};

/** Of a stream of events, which would not end. */
const firstData = async ({ body }: Response): Promise<string> => {
  let text = "";
  for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    const [, data] = /^data: (.*)$/m.exec(text) ?? [];
    if (data !== undefined && text.includes("\n\n")) return data;
  }
  throw new Error("the stream ended before its first event");
};

/** A form with one file, as browsers send it. */
export const fileForm = (name: string, bytes: Uint8Array | string, type = ""): FormData => {
  const form = new FormData();
  form.set(
    "file",
    new File([Uint8Array.from(typeof bytes === "string" ? Buffer.from(bytes) : bytes)], name, {
      type,
    }),
  );
  return form;
};

/** Someone signed in. */
export interface Identity {
  readonly user: User;
  readonly token: string;
  /** The refresh cookie, as a Cookie header. */
  readonly cookie: string;
}

interface AuthenticationBody {
  readonly user: User;
  readonly access_token: string;
}

const signIn = async (rest: Rest, path: string, body: object): Promise<Identity> => {
  const answer = await rest.call<AuthenticationBody>("POST", path, { body });
  if (answer.status !== 200 && answer.status !== 201) {
    throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  const cookie = answer.headers.getSetCookie().map((c) => c.split(";")[0]);
  return { user: answer.body.user, token: answer.body.access_token, cookie: cookie.join("; ") };
};

export const PASSWORD = "correct horse battery staple";

export const register = (rest: Rest, username: string, password = PASSWORD): Promise<Identity> =>
  signIn(rest, "/api/auth/register", { username, password });

export const login = (rest: Rest, username: string, password = PASSWORD): Promise<Identity> =>
  signIn(rest, "/api/auth/login", { username, password });

export const guest = (rest: Rest, displayName?: string): Promise<Identity> =>
  signIn(rest, "/api/auth/guest", displayName === undefined ? {} : { display_name: displayName });

export const ADMIN = { ADMIN_USERNAME: "root", ADMIN_PASSWORD: "an admin of the tests" } as const;

/** A token for /api/admin of a server started with ADMIN in its environment. */
export const adminToken = async (rest: Rest): Promise<string> => {
  const body = { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD };
  const answer = await rest.ok<{ access_token: string }>("POST", "/api/admin/login", { body });
  return answer.access_token;
};
