import { once } from "node:events";
import { type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import { WebSocket } from "ws";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** The path as it is written, dots and all, and from any address of this machine: fetch can do neither. */
export const ask = async (
  port: number,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> => {
  const sent = request({ host: "127.0.0.1", port, path, ...options });
  sent.end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response.setEncoding("utf8")) body += chunk;
  return { status: response.statusCode, headers: response.headers, body };
};

/** The status of a handshake that was refused, or "open". */
export const handshake = async (url: string, options: object = {}): Promise<number | "open"> => {
  const socket = new WebSocket(url, "crosstalk.v1", options);
  return await new Promise((resolve, reject) => {
    socket.on("open", () => {
      socket.terminate();
      resolve("open");
    });
    socket.on("unexpected-response", (_, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.on("error", reject);
  });
};
