import type { ClientClock, ClientRandom, Exclusive, Network, OpenSocket } from "./ports.ts";

/** Timers that keep a process alive: a bot that waits to reconnect is not done. */
export const systemClock: ClientClock = {
  now: () => Date.now(),
  after(ms, callback) {
    const id = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(id) };
  },
};

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * A UUIDv7: cids that ascend in time cost the store's unique index half of what random ones do.
 * From bytes, as `crypto.randomUUID` exists in secure contexts only; plain http in a local network is none.
 */
const uuidV7 = (now: number, bytes: Uint8Array): string => {
  const b = Uint8Array.from(bytes);
  for (let i = 0; i < 6; i += 1) b[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x70;
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80;
  const h = hex(b);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20, 32)}`;
};

export const systemRandom: ClientRandom = {
  fraction: () => Math.random(),
  uuid: () => uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(16))),
};

export const openWebSocket: OpenSocket = (url, protocol, handlers) => {
  const socket = new WebSocket(url, protocol);
  socket.onopen = () => handlers.opened();
  socket.onmessage = (event) => handlers.received(event.data);
  socket.onclose = (event) => handlers.closed(event.code);
  return socket;
};

interface NetworkScope {
  readonly navigator?: { readonly onLine?: unknown };
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/** The browser's word; elsewhere there is always a network. */
export const systemNetwork: Network = {
  get online() {
    return (globalThis as NetworkScope).navigator?.onLine !== false;
  },
  subscribe(changed) {
    const scope = globalThis as NetworkScope;
    scope.addEventListener?.("online", changed);
    scope.addEventListener?.("offline", changed);
    return () => {
      scope.removeEventListener?.("online", changed);
      scope.removeEventListener?.("offline", changed);
    };
  },
};

/** For a storage that nobody shares, such as memory. */
export const alone: Exclusive = {
  run: (_name, _signal, work) => work(),
};
