import { type Browser, expect, type Page } from "@playwright/test";
import { Person, unique } from "./person.ts";

/** What containers on a busy machine may need to come back to a page. */
const TIMEOUT_MS = 60_000;

/** The server that took each page's newest WebSocket, as it said itself. */
const serversOf = new WeakMap<Page, string>();

const watch = (page: Page): void => {
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const server = /"event":"authenticated".*?"server_id":"([^"]+)"/.exec(String(payload))?.[1];
      if (server !== undefined) serversOf.set(page, server);
    }),
  );
};

const personAt = async (browser: Browser, url: string, name: string): Promise<Person> => {
  const person = await Person.at(browser, url);
  watch(person.page);
  person.page.setDefaultTimeout(TIMEOUT_MS);
  await person.registerByForm(unique(name.toLowerCase()), name);
  await expect.poll(() => serversOf.get(person.page), { timeout: TIMEOUT_MS }).toBeDefined();
  return person;
};

/** Loads the page again until nginx gives it another server than `taken`. */
const moveFrom = async ({ page }: Person, taken: string | undefined): Promise<void> => {
  for (let attempt = 0; attempt < 10 && serversOf.get(page) === taken; attempt++) {
    serversOf.delete(page);
    await page.reload();
    await expect.poll(() => serversOf.get(page), { timeout: TIMEOUT_MS }).toBeDefined();
  }
  expect(serversOf.get(page)).not.toBe(taken);
};

/** Two people at browsers, on different servers, write both ways; the server of one is killed; they go on. */
export const chatOverAKill = async (
  browser: Browser,
  url: string,
  kill: (serverId: string) => Promise<void>,
): Promise<void> => {
  const ana = await personAt(browser, url, "Ana");
  const bo = await personAt(browser, url, "Bo");
  await moveFrom(bo, serversOf.get(ana.page));
  console.log(`Ana's browser is on ${serversOf.get(ana.page)}, Bo's on ${serversOf.get(bo.page)}`);
  const room = unique("lobby");
  const heard = async (person: Person, text: string): Promise<void> => {
    await expect(person.message(text)).toBeVisible({ timeout: TIMEOUT_MS });
  };
  await ana.createRoom(room, "Public");
  await ana.send("Is anybody here?");
  await bo.joinByName(room);
  await heard(bo, "Is anybody here?");
  await bo.send("I am, hello!");
  await heard(ana, "I am, hello!");
  const killed = serversOf.get(bo.page) ?? "";
  await kill(killed);
  await ana.send("Are you still there?");
  await heard(bo, "Are you still there?");
  await bo.send("As if nothing had happened.");
  await heard(ana, "As if nothing had happened.");
  expect(serversOf.get(bo.page)).not.toBe(killed);
  const all = [
    "Is anybody here?",
    "I am, hello!",
    "Are you still there?",
    "As if nothing had happened.",
  ];
  for (const person of [ana, bo]) {
    await expect.poll(() => person.texts()).toEqual(all);
    person.expectNoErrors();
    await person.leave();
  }
  console.log(`${killed} was killed; the browsers chat on, Bo's on ${serversOf.get(bo.page)}`);
};
