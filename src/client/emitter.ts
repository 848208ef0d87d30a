type Listener<T> = (value: T) => void;

/** Typed events. A listener that throws does not keep the others from hearing; the error is reported as uncaught. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Calls `listener` at every `name` until the returned function is called. */
  on<N extends keyof Events>(name: N, listener: Listener<Events[N]>): () => void {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** The next `name` for which `matches` holds; rejects with the signal's reason when it aborts before. */
  next<N extends keyof Events>(
    name: N,
    options: { matches?: (value: Events[N]) => boolean; signal?: AbortSignal } = {},
  ): Promise<Events[N]> {
    return new Promise((resolve, reject) => {
      const { matches, signal } = options;
      const stop = this.on(name, (value) => {
        if (matches !== undefined && !matches(value)) return;
        stop();
        signal?.removeEventListener("abort", aborted);
        resolve(value);
      });
      const aborted = () => {
        stop();
        reject(signal?.reason);
      };
      if (signal?.aborted === true) aborted();
      else signal?.addEventListener("abort", aborted, { once: true });
    });
  }

  emit<N extends keyof Events>(name: N, value: Events[N]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[N]>)(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
