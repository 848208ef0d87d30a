import type { PostForm } from "../../src/client/files.ts";

/** The browser's only way to tell how much of a body has been sent. */
export const xhrForm: PostForm = (url, { headers, body, signal, progress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const failed = () => {
      signal.removeEventListener("abort", abort);
      reject(signal.aborted ? signal.reason : new TypeError("the request failed"));
    };
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onerror = failed;
    request.onabort = failed;
    request.onload = () => {
      signal.removeEventListener("abort", abort);
      const retryAfter = request.getResponseHeader("retry-after");
      resolve(
        new Response(request.responseText, {
          status: request.status,
          ...(retryAfter === null ? {} : { headers: { "retry-after": retryAfter } }),
        }),
      );
    };
    signal.addEventListener("abort", abort, { once: true });
    request.send(body);
  });
