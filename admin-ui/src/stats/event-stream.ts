/** One event of a text/event-stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface StreamedEvent {
  readonly id: string | undefined;
  readonly type: string;
  readonly data: string;
}

/** A line that never ends would fill the memory. */
const MAX_BUFFERED = 4 * 1024 * 1024;

const parseEvent = (block: string): StreamedEvent | undefined => {
  const data: string[] = [];
  let id: string | undefined;
  let type = "message";
  for (const line of block.split(/\r\n|\r|\n/)) {
    const colon = line.indexOf(":");
    // A comment: what keeps proxies from closing an idle stream.
    if (colon === 0 || line === "") continue;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "id") id = value;
    else if (field === "event") type = value;
  }
  return data.length === 0 ? undefined : { id, type, data: data.join("\n") };
};

/** The events of a response, as they come. EventSource can't send a token in a header. */
export async function* streamedEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<StreamedEvent, void, undefined> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffered = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      buffered += value;
      if (buffered.length > MAX_BUFFERED) throw new Error("an event of the stream has no end");
      const blocks = buffered.split(/\r\n\r\n|\n\n|\r\r/);
      buffered = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
