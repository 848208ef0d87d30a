import type { Attachment } from "../protocol/entries.ts";
import { ProtocolError } from "../protocol/errors.ts";
import { Emitter } from "./emitter.ts";
import type { Files } from "./files.ts";

export interface UploadEvents {
  /** Bytes that are on their way, of `size`. */
  progress: { readonly key: string; readonly sent: number; readonly size: number };
  uploaded: { readonly key: string; readonly attachment: Attachment; readonly blob: Blob };
  /** Comes last, whatever became of it. */
  ended: { readonly key: string };
}

/** What is uploaded: `key` is made up by whoever stages it, one for each file. */
export interface UploadSource {
  readonly key: string;
  readonly name: string;
  readonly blob: Blob;
}

interface Running {
  readonly attachment: Promise<Attachment>;
  readonly abort: AbortController;
}

/** Of one user the server takes 4; one is left for another tab. */
const AT_ONCE = 3;

/**
 * Uploads that are under way, each once: a file that was begun while it was staged is joined, not begun again,
 * by the send that carries it.
 */
export class Uploads extends Emitter<UploadEvents> {
  readonly #files: Pick<Files, "upload">;
  readonly #running = new Map<string, Running>();
  readonly #waiting: (() => void)[] = [];
  #active = 0;

  constructor(files: Pick<Files, "upload">) {
    super();
    this.#files = files;
  }

  /** Rejects with `gone` when it is cancelled. */
  upload(source: UploadSource): Promise<Attachment> {
    const running = this.#running.get(source.key);
    if (running !== undefined) return running.attachment;
    const abort = new AbortController();
    const attachment = this.#run(source, abort.signal).finally(() => {
      this.#running.delete(source.key);
      this.emit("ended", { key: source.key });
    });
    this.#running.set(source.key, { attachment, abort });
    return attachment;
  }

  cancel(key: string): void {
    this.#running.get(key)?.abort.abort(new ProtocolError("gone", "cancelled"));
  }

  cancelAll(): void {
    for (const key of [...this.#running.keys()]) this.cancel(key);
  }

  async #run({ key, name, blob }: UploadSource, signal: AbortSignal): Promise<Attachment> {
    while (this.#active >= AT_ONCE) await new Promise<void>((done) => this.#waiting.push(done));
    this.#active++;
    try {
      const attachment = await this.#files.upload(blob, name, {
        signal,
        progress: (sent) => this.emit("progress", { key, sent, size: blob.size }),
      });
      this.emit("uploaded", { key, attachment, blob });
      return attachment;
    } finally {
      this.#active--;
      this.#waiting.shift()?.();
    }
  }
}
