import { expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

const server = serverForSpec();
/** Left before its message is in the browser's database, a page would lose nearly every second one. */
const TIMES = 8;

test("a page that is left in the moment of sending loses nothing, and sends nothing twice", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const { page } = ana;
  await ana.createRoom(unique("closing"), "Private");
  const address = page.url();
  const sent = Array.from({ length: TIMES }, (_, i) => `the last word ${i}`);
  for (const text of sent) {
    await ana.composer.fill(text);
    const left = page.waitForURL("about:blank");
    await ana.composer.evaluate((field) => {
      const key = { key: "Enter", bubbles: true, cancelable: true };
      field.dispatchEvent(new KeyboardEvent("keydown", key));
      location.href = "about:blank";
    });
    await left;
    await page.goto(address);
    await expect(ana.composer).toHaveValue("");
  }
  await expect.poll(() => ana.texts()).toEqual(sent);
  await expect(ana.message(sent.at(-1) ?? "")).toHaveAttribute("data-seq", /\d+/);
  const kept = (): Promise<string[]> =>
    page.evaluate(() =>
      Object.keys(localStorage).filter((key) => key.startsWith("crosstalk.send")),
    );
  // The room may show it before the outbox has found it there.
  await expect.poll(kept).toEqual([]);
  ana.expectNoErrors();
  await ana.leave();
});
