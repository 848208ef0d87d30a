import { type Browser, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { ADMIN } from "../../tests/harness/rest.ts";
import { closeContext } from "../close-context.ts";

/** For a server that the tests of the dashboard go to. */
export const ADMIN_ENV = { RATE_LIMITS: "off", ...ADMIN } as const;

/** An admin at a browser of their own. Their page must never report an error or break the CSP. */
export class Admin {
  readonly page: Page;
  readonly url: string;
  readonly errors: string[] = [];

  private constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
    page.on("pageerror", (error) => this.errors.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Trusted Type|\[Vue/i.test(message.text())) {
        this.errors.push(message.text());
      }
    });
  }

  /** At the door. */
  static async at(
    browser: Browser,
    url: string,
    options: BrowserContextOptions = {},
  ): Promise<Admin> {
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: "en-GB",
      ...options,
    });
    return new Admin(await context.newPage(), url);
  }

  /** Signed in, at a path below /admin/. */
  static async signedIn(
    browser: Browser,
    url: string,
    path = "/",
    options: BrowserContextOptions = {},
  ): Promise<Admin> {
    const admin = await Admin.at(browser, url, options);
    await admin.signIn(path);
    return admin;
  }

  /** Without the form, which has a test of its own: page and call share the cookies. */
  async signIn(path = "/"): Promise<void> {
    const answer = await this.page.request.post(`${this.url}/api/admin/login`, {
      data: { username: ADMIN.ADMIN_USERNAME, password: ADMIN.ADMIN_PASSWORD },
    });
    expect(answer.status()).toBe(200);
    await this.open(path);
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.url}/admin${path}`);
    await expect(this.page.getByRole("main")).toBeVisible();
  }

  /** Until numbers of now are there. */
  async isLive(): Promise<void> {
    await expect(this.page.getByTestId("live").first()).toHaveAttribute("data-status", "live");
  }

  async leave(): Promise<void> {
    expect(this.errors).toEqual([]);
    await closeContext(this.page.context());
  }
}
