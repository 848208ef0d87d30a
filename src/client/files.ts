import type { Attachment } from "../protocol/entries.ts";
import { ProtocolError } from "../protocol/errors.ts";
import type { ClientClock, Fetch } from "./ports.ts";
import { type AccessTokens, contentOf, fillPath, unreachable } from "./rest-client.ts";
import { REST_PATHS } from "./rest-paths.ts";

/** Sends one request with a body and tells how much of it is on its way; rejects like `fetch`. */
export type PostForm = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: FormData;
    readonly signal: AbortSignal;
    /** `fetch` has no such thing; XMLHttpRequest does. */
    readonly progress: (sent: number) => void;
  },
) => Promise<Response>;

export interface FilesOptions {
  /** Origin of the server. */
  readonly url: string;
  readonly tokens: AccessTokens;
  readonly clock: ClientClock;
  readonly fetch?: Fetch;
  /** By `fetch` unless given, without progress. */
  readonly postForm?: PostForm;
}

export interface UploadOptions {
  readonly signal: AbortSignal;
  /** Bytes of the request so far, and then no more than the file has. */
  readonly progress?: (sent: number) => void;
}

/** A line on which nothing moves for so long is given up. */
const STALLED_MS = 30_000;

const pathOf = (route: string): string => route.slice(route.indexOf(" ") + 1);
const UPLOADS = pathOf(REST_PATHS.upload);
const ATTACHMENT = pathOf(REST_PATHS.attachment);

/**
 * What goes over REST as bytes rather than JSON. Refusals are `ProtocolError`s; a server that can't be reached
 * is `unavailable`. The caller's own abort rejects with its reason.
 */
export class Files {
  readonly #options: FilesOptions;
  readonly #fetch: Fetch;
  readonly #postForm: PostForm;

  constructor(options: FilesOptions) {
    this.#options = options;
    // Called as a method of anything but the global, a browser's fetch is an illegal invocation.
    const request = options.fetch ?? ((input, init) => fetch(input, init));
    this.#fetch = request;
    this.#postForm =
      options.postForm ??
      ((url, { headers, body, signal }) => request(url, { method: "POST", headers, body, signal }));
  }

  async upload(file: Blob, name: string, options: UploadOptions): Promise<Attachment> {
    const url = this.#options.url + UPLOADS;
    const answer = await this.#call(options.signal, async (headers, signal, moved) => {
      const body = new FormData();
      body.append("file", file, name);
      const progress = (sent: number): void => {
        moved();
        options.progress?.(Math.min(sent, file.size));
      };
      const response = await this.#postForm(url, { headers, body, signal, progress });
      return { response, text: await response.text() };
    });
    // The server validated it with the schema that this type was inferred from.
    return (contentOf(answer) as { attachment: Attachment }).attachment;
  }

  async download(id: string, signal: AbortSignal): Promise<Blob> {
    const url = this.#options.url + fillPath(ATTACHMENT, { id });
    const answer = await this.#call(signal, async (headers, linked) => {
      const response = await this.#fetch(url, { headers, signal: linked });
      return response.ok
        ? { response, blob: await response.blob() }
        : { response, text: await response.text() };
    });
    if ("blob" in answer) return answer.blob;
    contentOf(answer);
    throw new ProtocolError("unavailable", "the server gave no file");
  }

  /** With a token, once more with another when that one was refused. */
  async #call<T extends { readonly response: Response }>(
    signal: AbortSignal,
    attempt: (
      headers: Readonly<Record<string, string>>,
      signal: AbortSignal,
      moved: () => void,
    ) => Promise<T>,
  ): Promise<T> {
    const { tokens } = this.#options;
    const token = await tokens.accessToken();
    const answer = await this.#attempt(signal, token, attempt);
    if (answer.response.status !== 401 || token === undefined) return answer;
    const renewed = await tokens.renew(token);
    return renewed === undefined ? answer : this.#attempt(signal, renewed, attempt);
  }

  async #attempt<T>(
    signal: AbortSignal,
    token: string | undefined,
    attempt: (
      headers: Readonly<Record<string, string>>,
      signal: AbortSignal,
      moved: () => void,
    ) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener("abort", abort, { once: true });
    const { clock } = this.#options;
    let timer = clock.after(STALLED_MS, abort);
    const moved = () => {
      timer.cancel();
      timer = clock.after(STALLED_MS, abort);
    };
    const headers = {
      accept: "application/json, */*",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    try {
      return await attempt(headers, controller.signal, moved);
    } catch (error) {
      signal.throwIfAborted();
      throw unreachable(error);
    } finally {
      timer.cancel();
      signal.removeEventListener("abort", abort);
    }
  }
}
