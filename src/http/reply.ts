/** The answers that routes give; their statuses are literals, so the table of routes checks them. */
export const ok = <B>(body: B) => ({ status: 200, body }) as const;
export const created = <B>(body: B) => ({ status: 201, body }) as const;
export const accepted = <B>(body: B) => ({ status: 202, body }) as const;
/** Bytes, which the route's table calls FILE. */
export const file = (
  stream: ReadableStream<Uint8Array>,
  headers: Readonly<Record<string, string>>,
) => ({ status: 200, stream, headers }) as const;
/** Bytes of Server-Sent Events, which go on until either side ends them. */
export const events = (stream: ReadableStream<Uint8Array>) =>
  ({ status: 200, events: stream }) as const;
export const noContent = { status: 204 } as const;
