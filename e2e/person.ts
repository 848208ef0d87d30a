import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { closeContext } from "./close-context.ts";

export interface PersonOptions {
  readonly colorScheme?: "light" | "dark";
  readonly reducedMotion?: "reduce";
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly hasTouch?: boolean;
  readonly isMobile?: boolean;
  /** While one takes the page over, requests pass by those who wait for them. */
  readonly serviceWorkers?: "block";
}

const PASSWORD = "correct horse battery";
let count = 0;

/** A name that no other test uses: all tests of a file share a server. */
export const unique = (stem: string): string => `${stem}${Date.now().toString(36)}${count++}`;

/** Somebody at a browser of their own. Their page must never report an error or break the CSP. */
export class Person {
  readonly page: Page;
  readonly url: string;
  /** What went wrong on the page, for `expectNoErrors`. */
  readonly errors: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted Type/i.test(message.text())) {
        this.errors.push(message.text());
      }
    });
  }

  static async at(browser: Browser, url: string, options: PersonOptions = {}): Promise<Person> {
    const context = await browser.newContext(options);
    return new Person(await context.newPage(), url);
  }

  /** With an account made beforehand: the form has a test of its own. */
  static async registered(
    browser: Browser,
    url: string,
    username: string,
    options: PersonOptions & { readonly displayName?: string } = {},
  ): Promise<Person> {
    const { displayName, ...context } = options;
    const person = await Person.at(browser, url, context);
    const { page } = person;
    // The page and this call share the cookies.
    const answer = await page.request.post(`${url}/api/auth/register`, {
      data: { username, password: PASSWORD, display_name: displayName ?? username },
    });
    expect(answer.status()).toBe(201);
    await page.goto(url);
    await expect(page.getByRole("button", { name: "My menu" })).toBeVisible();
    return person;
  }

  static async guest(browser: Browser, url: string, nickname: string): Promise<Person> {
    const person = await Person.at(browser, url);
    const { page } = person;
    await page.goto(url);
    await page.getByRole("tab", { name: "Guest" }).click();
    await page.getByLabel("Nickname").fill(nickname);
    await page.getByRole("button", { name: "Continue as guest" }).click();
    await expect(page.getByRole("button", { name: "My menu" })).toBeVisible();
    return person;
  }

  async registerByForm(username: string, displayName: string): Promise<void> {
    const { page } = this;
    await page.goto(this.url);
    await page.getByRole("tab", { name: "Register" }).click();
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Display name").fill(displayName);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByRole("button", { name: "My menu" })).toBeVisible();
  }

  async createRoom(name: string, kind: "Public" | "Private" | "Ephemeral"): Promise<void> {
    await this.page.getByRole("button", { name: "New room" }).click();
    const dialog = this.page.getByRole("dialog");
    // The card is what is seen; the radio itself is only for keys and screen readers.
    await dialog.getByRole("radio", { name: kind }).focus();
    await this.page.keyboard.press("Space");
    await expect(dialog.getByRole("radio", { name: kind })).toBeChecked();
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByRole("button", { name: "Create room" }).click();
    await expect(this.heading(name)).toBeVisible();
  }

  /** Types the name, as somebody who was told it. */
  async joinByName(name: string): Promise<void> {
    await this.page.getByRole("button", { name: "Find a room" }).first().click();
    await this.page.getByLabel("Name of a room").fill(name);
    await this.page.keyboard.press("Enter");
    await expect(this.heading(name)).toBeVisible();
  }

  async open(name: string): Promise<void> {
    await this.roomLink(name).click();
    await expect(this.heading(name)).toBeVisible();
  }

  heading(name: string): Locator {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  roomLink(name: string): Locator {
    return this.page.getByRole("navigation", { name: "My rooms" }).getByRole("link", { name });
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^Message / });
  }

  async send(text: string): Promise<void> {
    const { composer } = this;
    await composer.fill(text);
    // With fingers alone Enter begins a new line.
    if ((await composer.getAttribute("enterkeyhint")) === "enter") {
      await this.page.getByRole("button", { name: "Send", exact: true }).click();
    } else await composer.press("Enter");
  }

  /** The row of a message with this text. */
  message(text: string | RegExp): Locator {
    const body = this.page.locator("[data-body]").filter({ hasText: text });
    return this.page.getByRole("article").filter({ has: body });
  }

  get bar(): Locator {
    return this.page.getByTestId("connection-bar");
  }

  /** Presses Try now where the network is there again: the bar is gone within a second of a press. */
  async tryNow(): Promise<void> {
    const button = this.bar.getByRole("button", { name: "Try now" });
    await expect(async () => {
      // The countdown may be over before the press, and an attempt of before be under way.
      if (await button.isVisible()) await button.click({ timeout: 1_000 });
      await expect(this.bar).toBeHidden({ timeout: 1_000 });
    }).toPass({ timeout: 30_000 });
  }

  /** The texts of all messages in view, from top to bottom. */
  async texts(): Promise<string[]> {
    return this.page.locator("article .markdown").allInnerTexts();
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Person> {
    const person = new Person(await this.page.context().newPage(), this.url);
    await person.page.goto(this.url);
    return person;
  }

  /** An action of a message, by the toolbar that appears with the pointer. */
  async act(text: string, action: string): Promise<void> {
    const row = this.message(text);
    const toolbar = row.getByRole("toolbar");
    // Only what the server has taken has one, and what comes meanwhile may move the row away from the pointer.
    await expect(async () => {
      await row.hover();
      await expect(toolbar).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    const button = toolbar.getByRole("button", { name: action, exact: true });
    if (await button.isVisible()) {
      await button.click();
      return;
    }
    await toolbar.getByRole("button", { name: "More" }).click();
    await this.page.getByRole("menuitem", { name: action }).click();
  }

  expectNoErrors(): void {
    expect(this.errors).toEqual([]);
  }

  async leave(): Promise<void> {
    await closeContext(this.page.context());
  }
}
