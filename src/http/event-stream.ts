/** Chunks that may wait for a client. */
const WAITING = 8;

export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** False when the client has not taken what it was sent before: this is left out. */
  send(chunk: Uint8Array): boolean;
  end(): void;
}

/** What a client is sent as it happens; `gone` is told once, when it leaves. */
export const openEventStream = (gone: () => void): EventStream => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start: (opened) => {
        controller = opened;
      },
      cancel: () => {
        controller = undefined;
        gone();
      },
    },
    { highWaterMark: WAITING },
  );
  return {
    body,
    send(chunk) {
      if (controller === undefined || (controller.desiredSize ?? 0) <= 0) return false;
      controller.enqueue(chunk);
      return true;
    },
    end() {
      controller?.close();
      controller = undefined;
    },
  };
};
