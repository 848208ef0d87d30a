import { ProtocolError } from "../protocol/errors.ts";
import type { HttpContext } from "./env.ts";

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const DECODER = new TextDecoder("utf-8", { fatal: true });

const malformed = (message: string, cause?: unknown): ProtocolError =>
  new ProtocolError("bad_request", message, { cause });

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The JSON object of a request's body, whose size was limited before; none at all counts as `{}`. */
export const readJsonObject = async (c: HttpContext): Promise<object> => {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  // Anything else a page may send across origins without asking first (CORS).
  if (!JSON_TYPE.test(c.req.header("content-type") ?? "")) {
    throw malformed("The body must be JSON, with Content-Type: application/json.");
  }
  let value: unknown;
  try {
    value = JSON.parse(DECODER.decode(bytes));
  } catch (error) {
    throw malformed("The body is not valid JSON.", error);
  }
  if (!isObject(value)) throw malformed("The body must be a JSON object.");
  return value;
};

/** The query as an object; a field given twice could be read in two ways. */
export const readQuery = (c: HttpContext): Record<string, string> => {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (name in query) {
      throw new ProtocolError("bad_request", "The request is not valid.", {
        issues: [{ path: name.slice(0, 64), message: "is there twice" }],
      });
    }
    query[name] = value;
  }
  return query;
};
