import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** Of the scripts of the other build, after the names that the first one gave them. */
const NEXT = "Next";
const SCRIPT = /((?:assets|\.)\/[\w-]+-[\w-]{8})\.js/g;

/**
 * Stands before a server and, once told, has another build of the chat app than it: all scripts have other names, and
 * the old ones are gone.
 */
export class RedeployedServer implements AsyncDisposable {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #deployed = false;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((asked, answer) => {
      // Cut off: the browser asks again, as it does of any server.
      this.#serve(asked, answer).catch(() => answer.destroy());
    });
    this.#server.on("connection", (socket) => this.#track(socket));
    this.#server.on("upgrade", (asked, socket: Socket, head) => this.#tunnel(asked, socket, head));
  }

  static async before(target: string): Promise<RedeployedServer> {
    const server = new RedeployedServer(target);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** All connections are cut, as they are when a server is replaced. */
  deploy(): void {
    this.#deployed = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? "/";
    const isFile = this.#deployed && !path.startsWith("/api/");
    if (isFile && path.match(SCRIPT) && !path.includes(NEXT)) {
      answer.writeHead(404).end();
      return;
    }
    const headers = { ...asked.headers };
    if (isFile) {
      headers["accept-encoding"] = "identity";
      // What the browser knows is of the other build.
      delete headers["if-none-match"];
    }
    const given = await new Promise<IncomingMessage>((resolve, reject) => {
      const { hostname, port } = this.#target;
      // A connection that is kept may be closed by the server just as it is used again.
      const to = { hostname, port, method: asked.method, headers, agent: false };
      const forward = request(
        { ...to, path: isFile ? path.replace(`${NEXT}.js`, ".js") : path },
        resolve,
      );
      asked.pipe(forward.on("error", reject));
    });
    if (!isFile || !/html|javascript/.test(given.headers["content-type"] ?? "")) {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
      return;
    }
    const body = Buffer.concat(await given.toArray())
      .toString()
      .replaceAll(SCRIPT, `$1${NEXT}.js`)
      .replace(/SHELL_VERSION = "\w+"/, 'SHELL_VERSION = "the next one"');
    const { "content-length": _length, etag: _etag, ...rest } = given.headers;
    answer.writeHead(given.statusCode ?? 502, rest).end(body);
  }

  #tunnel(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    const onward = connect(Number(this.#target.port), this.#target.hostname);
    this.#track(onward);
    const lines = [`${asked.method} ${asked.url} HTTP/1.1`];
    for (let i = 0; i < asked.rawHeaders.length; i += 2) {
      lines.push(`${asked.rawHeaders[i]}: ${asked.rawHeaders[i + 1]}`);
    }
    onward.write(`${lines.join("\r\n")}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket).pipe(onward);
    socket.on("close", () => onward.destroy());
    onward.on("close", () => socket.destroy());
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    // A cut is what it is here for.
    socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
  }
}
