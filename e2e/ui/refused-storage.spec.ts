import { type Browser, expect } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

/** Browsers and profiles that keep nothing: the app then forgets with its page, and works until then. */

const server = serverForSpec();

const BROWSERS: Readonly<Record<string, string>> = {
  "localStorage is forbidden": `
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, { get: () => { throw new DOMException("no", "SecurityError"); } });
    }`,
  "IndexedDB is forbidden": `
    Object.defineProperty(window, "indexedDB", { get: () => { throw new DOMException("no", "SecurityError"); } });`,
  "there is no IndexedDB": `Object.defineProperty(window, "indexedDB", { value: undefined });`,
  "IndexedDB never answers": `
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function () {
      const request = open.call(this, "another");
      for (const name of ["success", "error", "upgradeneeded", "blocked"]) {
        request.addEventListener(name, (event) => event.stopImmediatePropagation());
      }
      return request;
    };`,
};
/** A database that does not answer is waited for, a while. */
const PATIENT = { timeout: 20_000 };

const inBrowser = async (browser: Browser, script: string): Promise<Person> => {
  const person = await Person.at(browser, server().url);
  await person.page.context().addInitScript(script);
  return person;
};

for (const [what, script] of Object.entries(BROWSERS)) {
  test(`where ${what}, one signs in, writes, comes back and signs out`, async ({ browser }) => {
    test.slow();
    const { url } = server();
    const ana = await Person.registered(browser, url, unique("ana"));
    const bo = await inBrowser(browser, script);
    const room = unique("kept-nowhere");
    await ana.createRoom(room, "Public");
    await bo.registerByForm(unique("bo"), "Bo");
    await bo.joinByName(room);

    await bo.send("to everybody");
    await expect(ana.message("to everybody")).toHaveCount(1, PATIENT);
    await bo.send("and once more");
    await expect(ana.message("and once more")).toHaveCount(1, PATIENT);

    await bo.page.reload();
    await expect(bo.message("and once more")).toHaveCount(1, PATIENT);
    await bo.page.getByRole("button", { name: "My menu" }).click();
    await bo.page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(bo.page.getByRole("tab", { name: "Register" })).toBeVisible(PATIENT);
    bo.expectNoErrors();
  });
}
