/** A client of this very server, over a real socket. */
export interface ProbeConnection {
  /** One frame, at once. */
  send(frame: object): void;
  /** Resolves with the first event that is so, and the monotonic time at which it came. Rejects when the socket closes. */
  event(
    isIt: (event: Readonly<Record<string, unknown>>) => boolean,
  ): Promise<{ readonly event: Readonly<Record<string, unknown>>; readonly at: number }>;
  close(): void;
}

export interface ProbeClients {
  /** Connects to this server as any client does. Rejects where it can't be reached. */
  connect(token: string): Promise<ProbeConnection>;
}
