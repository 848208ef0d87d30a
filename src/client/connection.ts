import type { Action } from "../protocol/actions.ts";
import { CLOSE, isRetryable, ProtocolError } from "../protocol/errors.ts";
import type { EventOf, ServerEvent } from "../protocol/events.ts";
import type { Answered, AnswerTo } from "./answers.ts";
import { backoffMs } from "./backoff.ts";
import { decideAfterClose, planReturn } from "./close-decision.ts";
import type { ConnectionEvents, ConnectionOptions } from "./connection-options.ts";
import type { ConnectionReason, ConnectionState } from "./connection-state.ts";
import { Emitter } from "./emitter.ts";
import { OFFLINE_PROBE_MS } from "./heartbeat.ts";
import { Link } from "./link.ts";
import { PendingRequests } from "./pending-requests.ts";
import type { Timer } from "./ports.ts";
import { parseFrame } from "./server-frame.ts";
import { ServerTime } from "./server-time.ts";

const SUBPROTOCOL = "crosstalk.v1";
/** From the first packet to `authenticated`, refreshing the token apart. */
const CONNECT_MS = 15_000;
const ANSWER_MS = 15_000;

/** One connection that is kept up: authenticates, resumes, pings, renews its token, comes back. */
export class Connection extends Emitter<ConnectionEvents> {
  readonly #options: ConnectionOptions;
  readonly #requests: PendingRequests;
  readonly #serverTime: ServerTime;
  readonly #socketUrl: string;
  #state: ConnectionState = { status: "closed", attempt: 0, reason: "stopped" };
  #link: Link | undefined;
  #retry: Timer | undefined;
  /** In a row; what the back-off grows with. */
  #failures = 0;
  /** A token that the server called expired: not to be sent again, whatever our clock says. */
  #expired: string | undefined;
  /** The network is there again, and was not when the attempt that is under way began. */
  #cameBack = false;
  /** Counts what ends an attempt, so that one that waited for its token meanwhile gives up. */
  #generation = 0;
  #unsubscribe: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    this.#requests = new PendingRequests(options.clock);
    this.#serverTime = new ServerTime(options.clock);
    const origin = options.url.replace(TRAILING_SLASHES, "").replace(HTTP, "ws");
    this.#socketUrl = `${origin}/api/ws`;
  }

  get state(): ConnectionState {
    return this.#state;
  }
  get online(): boolean {
    return this.#state.status === "online";
  }

  /** The server's clock, as well as its answers to pings tell it. */
  serverNow(): number {
    return this.#serverTime.now();
  }

  /** Harmless when started. */
  start(): void {
    if (this.#state.status !== "closed") return;
    this.#unsubscribe = this.#options.network.subscribe(() => this.#networkChanged());
    this.#failures = 0;
    void this.#connect();
  }

  /** Harmless when stopped; one that the server closed keeps saying why. */
  stop(): void {
    if (this.#state.status !== "closed") this.#shut("stopped");
  }

  retryNow(): void {
    if (this.#state.status === "waiting" || this.#state.status === "offline") void this.#connect();
  }

  probe(): void {
    if (this.#state.status === "online") this.#link?.heartbeat?.probe();
    else this.retryNow();
  }

  /** The server's answer; rejects with its error, or `unavailable` without a connection, when it is lost, or after 15 s. */
  async request<N extends Answered>(
    action: Action<N> & { readonly action: N },
  ): Promise<AnswerTo<N>> {
    if (!this.online) throw new ProtocolError("unavailable", "there is no connection");
    const { ref, answer } = this.#requests.open(ANSWER_MS);
    this.#send({ ...action, ref });
    // Answers has which event answers which action.
    return (await answer) as AnswerTo<N>;
  }

  /** For what has no answer, or none that matters; dropped without a connection. */
  notify(action: Action): void {
    if (this.online) this.#send(action);
  }

  async #connect(): Promise<void> {
    this.#retry?.cancel();
    const generation = ++this.#generation;
    this.#setState({ status: "connecting", attempt: this.#failures + 1 });
    let token: string | undefined;
    try {
      token = await this.#token();
    } catch {
      if (generation === this.#generation) this.#failed("lost");
      return;
    }
    if (generation !== this.#generation) return;
    this.#expired = undefined;
    if (token === undefined) this.#shut("unauthenticated");
    else this.#open(token);
  }

  #token(): Promise<string | undefined> {
    const { tokens } = this.#options;
    return this.#expired === undefined ? tokens.accessToken() : tokens.renew(this.#expired);
  }

  #open(token: string): void {
    const link = new Link(token, this.#options.clock, CONNECT_MS, () =>
      this.#abandon(link, "lost"),
    );
    this.#link = link;
    try {
      link.socket = this.#options.openSocket(this.#socketUrl, SUBPROTOCOL, {
        opened: () => {
          if (this.#link === link) this.#authenticate(link);
        },
        received: (data) => {
          if (this.#link === link) this.#received(link, data);
        },
        closed: (code) => {
          if (this.#link === link) this.#closed(link, code);
        },
      });
    } catch {
      // A browser refuses some addresses outright (mixed content, its own policy).
      this.#abandon(link, "lost");
    }
  }

  #authenticate(link: Link): void {
    const { ref, answer } = this.#requests.open(CONNECT_MS);
    // Any other refusal is followed by the close that says what to do.
    answer.catch((error: unknown) => {
      if (error instanceof ProtocolError && isRetryable(error.code)) this.#abandon(link, "lost");
    });
    const cursors = this.#options.cursors();
    this.#send({ action: "authenticate", ref, token: link.token, cursors, members: true });
  }

  #received(link: Link, data: unknown): void {
    link.heartbeat?.received();
    for (const event of parseFrame(data)) {
      this.#handle(link, event);
      // A listener stopped the connection.
      if (this.#link !== link) return;
    }
  }

  #handle(link: Link, event: ServerEvent): void {
    if (event.event === "authenticated") {
      if (!link.isOnline) this.#authenticated(link, event);
    } else if (event.event === "reauthenticate") {
      void this.#reauthenticate(link);
    } else {
      if (event.event === "draining") link.drainingMs = event.retry_after_ms;
      else if (event.event === "pong") this.#serverTime.answered(event.at);
      this.emit("event", event);
    }
    if ("ref" in event && event.ref !== undefined) {
      this.#requests.settle(event as ServerEvent & { ref: string });
    }
  }

  #authenticated(link: Link, event: EventOf<"authenticated">): void {
    link.authenticated({
      ping: () => {
        this.#serverTime.asked();
        this.#send({ action: "ping" });
      },
      lost: () => this.#abandon(link, "heartbeat_lost"),
    });
    // Listeners learn the rooms before they hear that sends may go out.
    this.emit("authenticated", event);
    this.#cameBack = false;
    if (this.#link === link) this.#setState({ status: "online", attempt: 0 });
  }

  async #reauthenticate(link: Link): Promise<void> {
    try {
      const token = await this.#options.tokens.accessToken();
      if (token === undefined || this.#link !== link) return;
      link.token = token;
      await this.request({ action: "authenticate", token });
    } catch {
      // The server closes with 3002 when the token runs out, and the reconnect tries again.
    }
  }

  #send(frame: Action): void {
    this.#link?.heartbeat?.sent();
    this.#link?.socket?.send(JSON.stringify(frame));
  }

  #closed(link: Link, code: number): void {
    this.#drop(link);
    const decision = decideAfterClose(code);
    if (!decision.reconnect) {
      this.#shut(decision.reason, code);
      return;
    }
    if (decision.renewToken) this.#expired = link.token;
    const { reason, waitMs } = planReturn(decision, this.#failures, link.drainingMs);
    this.#failed(reason, waitMs, code);
  }

  /** Takes a socket that does not answer for closed: its own close may take minutes. */
  #abandon(link: Link, reason: ConnectionReason): void {
    if (this.#link !== link) return;
    this.#drop(link);
    link.socket?.close(CLOSE.heartbeatLost, "silent");
    this.#failed(reason);
  }

  /** No connection and nobody waiting for one. */
  #drop(link: Link): void {
    if (link.wasStable) this.#failures = 0;
    link.release();
    this.#link = undefined;
    this.#requests.failAll(new ProtocolError("unavailable", "the connection was lost"));
  }

  #failed(reason: ConnectionReason, waitMs?: number, closeCode?: number): void {
    this.#failures++;
    const { clock, random, network } = this.#options;
    const isWorthAnother = this.#cameBack && waitMs === undefined;
    this.#cameBack = false;
    const wait = isWorthAnother ? 0 : (waitMs ?? backoffMs(this.#failures, random.fraction()));
    this.#retry = clock.after(wait, () => void this.#connect());
    this.#setState({
      status: network.online ? "waiting" : "offline",
      attempt: this.#failures,
      retryAt: clock.now() + wait,
      reason,
      ...(closeCode === undefined ? {} : { closeCode }),
    });
  }

  #shut(reason: ConnectionReason, closeCode?: number): void {
    this.#generation++;
    this.#retry?.cancel();
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    const link = this.#link;
    if (link !== undefined) {
      this.#drop(link);
      link.socket?.close(CLOSE.normal, "");
    }
    this.#setState({
      status: "closed",
      attempt: 0,
      reason,
      ...(closeCode === undefined ? {} : { closeCode }),
    });
  }

  #networkChanged(): void {
    if (this.#options.network.online) {
      // Whoever was waiting need not; whoever believes to be online may have changed networks.
      this.#cameBack = this.#state.status === "connecting";
      this.probe();
    } else if (this.#state.status === "online") {
      this.#link?.heartbeat?.probe(OFFLINE_PROBE_MS);
    } else if (this.#state.status === "waiting") {
      this.#setState({ ...this.#state, status: "offline" });
    }
  }

  #setState(state: ConnectionState): void {
    this.#state = state;
    this.emit("state", state);
  }
}

const TRAILING_SLASHES = /\/+$/;
const HTTP = /^http/;
