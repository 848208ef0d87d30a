import { expect, type Locator } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";

/** Texts that run one way on a page, or beside words, that run the other. */

const server = serverForSpec();

/** Whether the first and the last letter are seen, of a name that is cut where its box ends. */
const endsSeen = (name: Locator): Promise<boolean[]> =>
  name.evaluate((element) => {
    const node = element.firstChild;
    if (!(node instanceof Text)) throw new Error("no text");
    const boxes = [element, element.parentElement ?? element].map((e) => e.getBoundingClientRect());
    return [0, node.length - 1].map((at) => {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { left, right } = range.getBoundingClientRect();
      return boxes.every((box) => left >= box.left - 1 && right <= box.right + 1);
    });
  });

test("a name that is cut keeps its beginning on a page that runs the other way", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  const latin = unique("a-name-that-is-longer-than-the-list-");
  const arabic = unique("اسم طويل جدا لا تتسع له القائمة مهما حاولنا ");
  await ana.createRoom(latin, "Public");
  await ana.createRoom(arabic, "Public");
  const links = ana.page.locator("nav a").filter({ has: ana.page.locator("bdi") });
  for (const language of ["en", "ar"]) {
    await ana.page.evaluate((tag) => localStorage.setItem("crosstalk.locale", tag), language);
    await ana.page.reload();
    await expect(ana.page.locator("html")).toHaveAttribute("lang", language);
    for (const name of [latin, arabic]) {
      const shown = links.filter({ hasText: name }).locator("bdi");
      await expect(shown).toBeVisible();
      await expect.poll(() => endsSeen(shown), `${name} in ${language}`).toEqual([true, false]);
    }
  }
  await ana.leave();
});

test("E 21: guests of one nickname that is too long for its place differ in what is seen of it", async ({
  browser,
}) => {
  const { url } = server();
  const room = unique("guests").slice(-12);
  const ana = await Person.registered(browser, url, unique("ana"));
  await ana.createRoom(room, "Ephemeral");
  const guest = await Person.guest(browser, url, "W".repeat(16));
  await guest.joinByName(room);
  await guest.send("who am I?");
  const row = ana.message("who am I?");
  await ana.page.setViewportSize({ width: 320, height: 640 });
  const number = row.locator("bdi + span").first();
  await expect(number).toBeInViewport({ ratio: 1 });
  const isCut = () =>
    number.evaluate(
      (e) =>
        e.getBoundingClientRect().right > (e.parentElement ?? e).getBoundingClientRect().right + 1,
    );
  await expect.poll(isCut).toBe(false);
  await Promise.all([ana.leave(), guest.leave()]);
});

test("code runs from left to right in a message that does not, and a table breaks no short word", async ({
  browser,
}) => {
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("room"), "Public");
  await ana.send("مرحبا `const a = 1;`\n```\nconst b = 2;\n```");
  const row = ana.message("مرحبا");
  await expect(row.locator("[data-body]")).toHaveCSS("direction", "rtl");
  for (const code of await row.locator("code, pre").all()) {
    await expect(code).toHaveCSS("direction", "ltr");
  }
  const cells = `${"| cell ".repeat(12)}| ${"x".repeat(90)} |`;
  await ana.send(`${cells}\n${"|---".repeat(13)}|\n${cells}`);
  const cell = ana.page.locator("td", { hasText: "cell" }).first();
  await expect(cell).toBeVisible();
  const lines = () =>
    cell.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getClientRects().length;
    });
  await expect.poll(lines).toBe(1);
  await ana.leave();
});
