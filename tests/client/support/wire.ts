import * as v from "valibot";
import type { OpenSocket, SocketHandlers } from "../../../src/client/ports.ts";
import { openWebSocket } from "../../../src/client/system.ts";
import { type ServerEvent, ServerFrame } from "../../../src/protocol/events.ts";

/**
 * A real WebSocket on a wire that can be cut. Every frame that comes over it must be one of the protocol's.
 */
export class Wire {
  readonly #ends = new Set<() => void>();
  #down = false;
  /** Events for which it holds are lost on the way. */
  loses: (event: ServerEvent) => boolean = () => false;
  /** Events for which it holds cut the wire, and are lost with it. */
  cutsAt: (event: ServerEvent) => boolean = () => false;

  readonly open: OpenSocket = (url, protocol, handlers) => {
    if (this.#down) {
      queueMicrotask(() => handlers.closed(1006));
      return { send: () => undefined, close: () => undefined };
    }
    const end = this.#end(handlers);
    const socket = openWebSocket(url, protocol, {
      opened: () => end.alive && handlers.opened(),
      received: (data) => end.alive && this.#received(data, handlers, end),
      closed: (code) => end.close(code),
    });
    end.shut = () => socket.close(1000, "");
    return {
      send: (data) => {
        if (end.alive) socket.send(data);
      },
      close: (code, reason) => socket.close(code, reason),
    };
  };

  /** Nothing passes any more, and the client sees it as a lost connection. Down until `mend`. */
  cut(): void {
    this.#down = true;
    for (const end of [...this.#ends]) end();
  }

  mend(): void {
    this.#down = false;
  }

  #end(handlers: SocketHandlers) {
    const end = {
      alive: true,
      shut: () => {},
      close: (code: number) => {
        if (!end.alive) return;
        end.alive = false;
        this.#ends.delete(lose);
        handlers.closed(code);
      },
    };
    const lose = () => {
      end.close(1006);
      end.shut();
    };
    this.#ends.add(lose);
    return end;
  }

  #received(data: unknown, handlers: SocketHandlers, end: { close(code: number): void }): void {
    const events = v.parse(ServerFrame, JSON.parse(String(data)));
    if (events.some((event) => this.cutsAt(event))) {
      this.cut();
      end.close(1006);
      return;
    }
    handlers.received(JSON.stringify(events.filter((event) => !this.loses(event))));
  }
}
