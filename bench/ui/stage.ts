import { type Browser, chromium } from "@playwright/test";
import { launchOptions } from "../../e2e/chromium.ts";
import { Person } from "../../e2e/person.ts";
import { Writer } from "../../e2e/writer.ts";
import { ServerProcess } from "../../tests/harness/server-process.ts";

let count = 0;

/** A server, a browser with somebody signed in to the production build, and one who writes without a browser. */
export class Stage implements AsyncDisposable {
  readonly server: ServerProcess;
  readonly browser: Browser;

  private constructor(server: ServerProcess, browser: Browser) {
    this.server = server;
    this.browser = browser;
  }

  static async start(): Promise<Stage> {
    const server = await ServerProcess.start({ runtime: "node", env: { RATE_LIMITS: "off" } });
    const browser = await chromium.launch(launchOptions());
    return new Stage(server, browser);
  }

  /** Somebody who has an account and looks at the list of their rooms. */
  reader(): Promise<Person> {
    return Person.registered(this.browser, this.server.url, `reader${count++}`, {
      viewport: { width: 1280, height: 800 },
    });
  }

  /** With a public room of that name; `messages` are in it already. */
  async writer(room: string, messages = 0): Promise<Writer> {
    const writer = await Writer.withRoom(this.server.url, `writer${count++}`, room);
    const batch = 2_000;
    for (let from = 0; from < messages; from += batch) {
      await writer.write(bodies(from, Math.min(messages, from + batch)));
    }
    return writer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    await this.server[Symbol.asyncDispose]();
  }
}

/** Of many lengths, now and then with something to render. */
const bodies = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => {
    const n = from + i;
    const words = "lorem ipsum dolor sit amet ".repeat((n * 7) % 11);
    return n % 9 === 0 ? `**${n}** \`code\` https://example.org ${words}` : `message ${n} ${words}`;
  });

export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
