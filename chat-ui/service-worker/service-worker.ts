/**
 * Starts the app without a network. The page itself comes from the network as long as that answers, so
 * nobody is held on an old version; what is named by its content comes from the cache. The server's own
 * (/api, /admin) is none of its business.
 */
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: a hash over the files, and their paths. */
declare const SHELL_VERSION: string;
declare const SHELL_FILES: readonly string[];

const PREFIX = "crosstalk-shell ";
const CURRENT = PREFIX + SHELL_VERSION;
/** The present version, and the one whose pages are still open. */
const VERSIONS_KEPT = 2;
const PAGE = "/";
/** A server that is slower than this is as good as none: its page comes too late to be waited for. */
const PAGE_MS = 4_000;
const HASHED = /^\/assets\/[^/]+-[\w-]{8,}\.\w+$/;
const NOT_OURS = /^\/(?:api|admin)(?:\/|$)/;

const install = async (): Promise<void> => {
  const cache = await caches.open(CURRENT);
  await cache.addAll(SHELL_FILES.map((path) => new Request(path, { cache: "no-cache" })));
  // What is open keeps its files, and what is opened next gets the new ones: nobody has to wait. Neither does this:
  // until it is over, no worker is the next one.
  void self.skipWaiting();
};

const activate = async (): Promise<void> => {
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const old = ours.filter((name) => name !== CURRENT).slice(0, -(VERSIONS_KEPT - 1));
  await Promise.all(old.map((name) => caches.delete(name)));
};

const page = async (request: Request): Promise<Response> => {
  const cache = await caches.open(CURRENT);
  const kept = await cache.match(PAGE);
  if (kept === undefined) return fetch(request);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PAGE_MS) });
    return answer.status >= 500 ? kept : answer;
  } catch {
    return kept;
  }
};

/** Of any version that is kept; what a page loads late is kept from then on, too. */
const asset = async (request: Request, path: string): Promise<Response> => {
  const kept = await caches.match(path);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok && HASHED.test(path)) {
    const cache = await caches.open(CURRENT);
    await cache.put(path, answer.clone()).catch(() => undefined);
  }
  return answer;
};

/** Those not named by their content: new ones first. */
const networkFirst = async (request: Request, path: string): Promise<Response> => {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(path);
    if (kept === undefined) throw error;
    return kept;
  }
};

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
  // Not waited for: a page that is opened is, by the browser, until this worker is active.
  void self.clients.claim();
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || NOT_OURS.test(pathname))
    return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (HASHED.test(pathname)) event.respondWith(asset(request, pathname));
  else if (SHELL_FILES.includes(pathname)) event.respondWith(networkFirst(request, pathname));
});

/** Of a browser that lets no page show its notifications: the room is opened in a window that is there, or a new one. */
const openRoom = async (path: string): Promise<void> => {
  const windows = await self.clients.matchAll({ type: "window" });
  // The dashboard is within the scope, too.
  const window = windows.find(({ url }) => !NOT_OURS.test(new URL(url).pathname));
  if (window === undefined) await self.clients.openWindow(path);
  else {
    window.postMessage({ open: path });
    await window.focus();
  }
};
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path: unknown = event.notification.data;
  if (typeof path === "string") event.waitUntil(openRoom(path));
});
