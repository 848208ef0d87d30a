import type { Browser, BrowserContext, CDPSession } from "@playwright/test";

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;
interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly loaderId?: string };
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const SIZE = { width: 1280, height: 800 };
const CONTROL = 2;
const KEYS: Readonly<Record<string, { code: string; keyCode: number; text?: string }>> = {
  Enter: { code: "Enter", keyCode: 13, text: "\r" },
  Escape: { code: "Escape", keyCode: 27 },
};

/**
 * A page that is watched as little as one can be: for a page of its own, Playwright turns on what DevTools know of
 * network and scripts, and with it V8 parses whole files anew to name the lines that a request came from; and what
 * finds and waits for elements is a large script that runs in the page. At 4 × CPU throttling that is a third of a
 * first load, and up to half of an interaction, which nobody has who only uses the app.
 */
export class BarePage {
  readonly #browser: CDPSession;
  readonly #sessionId: string;
  readonly #contextId: string;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #sent = 0;
  /** Documents whose network came to rest. */
  readonly #rested = new Set<string>();
  #wake = (): void => undefined;

  private constructor(browser: CDPSession, contextId: string, sessionId: string) {
    this.#browser = browser;
    this.#contextId = contextId;
    this.#sessionId = sessionId;
    browser.on("Target.receivedMessageFromTarget", ({ sessionId: from, message }) => {
      if (from === sessionId) this.#receive(JSON.parse(message) as Reply);
    });
  }

  /** With these cookies, and nothing else that a site has left. */
  static async open(of: Browser, cookies: Cookies): Promise<BarePage> {
    const browser = await of.newBrowserCDPSession();
    const { browserContextId } = await browser.send("Target.createBrowserContext");
    const kept = cookies.map(({ partitionKey: _, ...cookie }) => cookie);
    await browser.send("Storage.setCookies", { browserContextId, cookies: kept });
    const { targetId } = await browser.send("Target.createTarget", {
      url: "about:blank",
      browserContextId,
      ...SIZE,
    });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
    const page = new BarePage(browser, browserContextId, sessionId);
    await page.#send("Page.enable");
    await page.#send("Page.setLifecycleEventsEnabled", { enabled: true });
    return page;
  }

  async throttle(rate: number): Promise<void> {
    await this.#send("Emulation.setCPUThrottlingRate", { rate });
  }

  /** Resolves when the page has asked for nothing for half a second. */
  async goto(url: string): Promise<void> {
    const { loaderId } = await this.#send("Page.navigate", { url });
    while (!this.#rested.has(String(loaderId))) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async evaluate<T>(work: (arg: string) => T | Promise<T>, arg = ""): Promise<T> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression: `(${work})(${JSON.stringify(arg)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { value: T }).value;
  }

  /** Resolves when the page has nothing to do. */
  async settle(): Promise<void> {
    await this.evaluate(
      () => new Promise((resolve) => requestIdleCallback(() => resolve(0), { timeout: 500 })),
    );
  }

  /** In the middle of the first element that `selector` finds, once there is one; looked for before, not meanwhile. */
  async click(selector: string): Promise<void> {
    const [x, y] = await this.evaluate(async (of) => {
      for (;;) {
        const box = document.querySelector(of)?.getBoundingClientRect();
        if (box) return [box.x + box.width / 2, box.y + box.height / 2];
        await new Promise(requestAnimationFrame);
      }
    }, selector);
    await this.settle();
    const press = { x, y, button: "left", clickCount: 1 };
    await this.#send("Input.dispatchMouseEvent", { type: "mouseMoved", x, y });
    await this.settle();
    await this.#send("Input.dispatchMouseEvent", { type: "mousePressed", ...press });
    await this.#send("Input.dispatchMouseEvent", { type: "mouseReleased", ...press });
  }

  async type(text: string): Promise<void> {
    for (const key of text) await this.#strike({ key, text: key });
  }

  async press(name: "Enter" | "Escape"): Promise<void> {
    const { code, keyCode, text } = KEYS[name] ?? { code: name, keyCode: 0 };
    const more = text === undefined ? {} : { text };
    await this.#strike({ key: name, code, windowsVirtualKeyCode: keyCode, ...more });
  }

  async pressControl(key: string): Promise<void> {
    const code = `Key${key.toUpperCase()}`;
    await this.#strike({
      key,
      code,
      windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0),
      modifiers: CONTROL,
    });
  }

  async close(): Promise<void> {
    const browserContextId = this.#contextId;
    await this.#browser.send("Target.disposeBrowserContext", { browserContextId });
    await this.#browser.detach();
  }

  async #strike(key: Record<string, unknown>): Promise<void> {
    await this.#send("Input.dispatchKeyEvent", { type: "keyDown", ...key });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...key, text: undefined });
  }

  async #send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    this.#sent += 1;
    const id = this.#sent;
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#waiting.set(id, resolve);
    const message = JSON.stringify({ id, method, params });
    await this.#browser.send("Target.sendMessageToTarget", { sessionId: this.#sessionId, message });
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  #receive({ id, method, params, ...reply }: Reply): void {
    if (id !== undefined) {
      this.#waiting.get(id)?.(reply);
      this.#waiting.delete(id);
    } else if (method === "Page.lifecycleEvent" && params?.name === "networkIdle") {
      this.#rested.add(params.loaderId ?? "");
      this.#wake();
    }
  }
}
