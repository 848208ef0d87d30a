import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { HttpContext } from "./env.ts";

type Encoding = "br" | "gzip";

interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly etag: string;
  /** Named by its content: it never changes. */
  readonly immutable: boolean;
  /** Compressed beforehand by the build. */
  readonly encoded: ReadonlyMap<Encoding, string>;
}

/** A built UI: what may be served, by URL path. Made once, so that no path leads out of its folder. */
export interface StaticSite {
  readonly mount: string;
  readonly files: ReadonlyMap<string, StaticFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  mjs: "text/javascript; charset=utf-8",
  mp3: "audio/mpeg",
  ogg: "audio/ogg",
  png: "image/png",
  svg: "image/svg+xml",
  ttf: "font/ttf",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  wav: "audio/wav",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
};
const COMPRESSED: readonly (readonly [Encoding, suffix: string])[] = [
  ["br", ".br"],
  ["gzip", ".gz"],
];
/** Where Vite puts what it names by content. */
const HASHED = /\/assets\/[^/]+-[\w-]{8,}\.\w+$/;
const EXTENSION = /\.(\w+)$/;
/** A weight of nothing (RFC 9110 §12.4.2). */
const REFUSED = /^q=0(?:\.0*)?$/;
const HIDDEN = /(^|\/)\./;

const typeOf = (path: string): string =>
  TYPES[EXTENSION.exec(path)?.[1]?.toLowerCase() ?? ""] ?? "application/octet-stream";

const describe = async (path: string, url: string, paths: ReadonlySet<string>) => {
  const digest = createHash("sha256").update(await readFile(path));
  const encoded = new Map<Encoding, string>();
  for (const [encoding, suffix] of COMPRESSED) {
    if (paths.has(path + suffix)) encoded.set(encoding, path + suffix);
  }
  return {
    path,
    type: typeOf(path),
    etag: `"${digest.digest("base64url").slice(0, 22)}"`,
    immutable: HASHED.test(url),
    encoded,
  };
};

/** `mount` begins and ends with a slash. Nothing is served from a folder that is not there. */
export const loadStaticSite = async (folder: string, mount: string): Promise<StaticSite> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = new Set(
    found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
  const files = new Map<string, StaticFile>();
  for (const path of paths) {
    const name = relative(folder, path).split(sep).join("/");
    const isVariant = COMPRESSED.some(
      ([, suffix]) => path.endsWith(suffix) && paths.has(path.slice(0, -suffix.length)),
    );
    if (isVariant || HIDDEN.test(name)) continue;
    files.set(mount + name, await describe(path, mount + name, paths));
  }
  return { mount, files };
};

const accepts = (c: HttpContext, encoding: Encoding): boolean =>
  (c.req.header("accept-encoding") ?? "").split(",").some((item) => {
    const [name, ...parameters] = item.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => REFUSED.test(parameter));
  });

/** A browser on its way to a page, and not one that looks for a script or an image. */
const isNavigation = (c: HttpContext, path: string): boolean =>
  !EXTENSION.test(path) && (c.req.header("accept") ?? "").includes("text/html");

const send = async (c: HttpContext, file: StaticFile): Promise<Response> => {
  const [encoding, path] = Array.from(file.encoded).find(([name]) => accepts(c, name)) ?? [
    undefined,
    file.path,
  ];
  c.header("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  c.header("ETag", encoding === undefined ? file.etag : `${file.etag.slice(0, -1)}-${encoding}"`);
  if (file.encoded.size > 0) c.header("Vary", "Accept-Encoding", { append: true });
  const known = c.req.header("if-none-match")?.split(",") ?? [];
  if (known.some((etag) => etag.trim().replace("W/", "") === c.res.headers.get("etag"))) {
    return c.body(null, 304);
  }
  c.header("Content-Type", file.type);
  if (encoding !== undefined) c.header("Content-Encoding", encoding);
  return c.body(Uint8Array.from(await readFile(path)).buffer);
};

/**
 * The file of a GET or HEAD, or the page of a single-page app for an address that only it knows; undefined when
 * there is neither. `sites`: the most specific mount first.
 */
export const serveStatic = async (
  c: HttpContext,
  sites: readonly StaticSite[],
): Promise<Response | undefined> => {
  if (c.req.method !== "GET" && c.req.method !== "HEAD") return undefined;
  const { path } = c.req;
  for (const { mount, files } of sites) {
    if (path === mount.slice(0, -1) && path !== "") return c.redirect(mount, 308);
    if (!path.startsWith(mount)) continue;
    const file = files.get(path);
    const page = files.get(`${mount}index.html`);
    const found = file ?? (path === mount || isNavigation(c, path) ? page : undefined);
    if (found === undefined) return undefined;
    c.set("route", file === undefined ? `${mount}*` : path);
    return send(c, found);
  }
  return undefined;
};
