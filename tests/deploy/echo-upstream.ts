import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A plain HTTP server behind nginx, to see what nginx makes of a request. */
export class Upstream {
  readonly requests: IncomingMessage[] = [];
  readonly #server;

  private constructor(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      answer(request, response);
    });
    this.#server.on("upgrade", (request, socket) => {
      this.requests.push(request);
      socket.end(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
      );
    });
  }

  static async start(
    answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
      void response.end(),
  ): Promise<Upstream> {
    const upstream = new Upstream(answer);
    upstream.#server.listen(0, "127.0.0.1");
    await once(upstream.#server, "listening");
    return upstream;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
