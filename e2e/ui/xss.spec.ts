import { type Browser, expect, type Page } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec, test } from "../spec-server.ts";
import { Writer } from "../writer.ts";
import { CONTENTS, NAMES, ROOMS } from "./xss-corpus.ts";

const server = serverForSpec();

/** As many as a window of this height renders at once. */
const A_PAGE = 45;
const HIGH = { width: 1000, height: 6000 };

interface Watched {
  readonly person: Person;
  /** What the page asked of anybody but its own server, and where it went. */
  readonly strays: string[];
}

const watched = async (
  browser: Browser,
  options: { readonly displayName?: string } = {},
): Promise<Watched> => {
  const { url } = server();
  const person = await Person.registered(browser, url, unique("ana"), {
    viewport: HIGH,
    ...options,
  });
  const strays: string[] = [];
  person.page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) {
      strays.push(request.url());
    }
  });
  person.page.on("dialog", (dialog) => {
    strays.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  person.page.context().on("page", (opened) => strays.push(`opened ${opened.url()}`));
  return { person, strays };
};

/** Everything in the document that could run something, or stands where user text put it. */
const audit = (page: Page) =>
  page.evaluate(() => {
    const everything = [...document.querySelectorAll("*")];
    const written = [...document.querySelectorAll(".markdown *")];
    const name = (element: Element): string => element.outerHTML.slice(0, 120);
    const allowed =
      /^(a|b|blockquote|br|button|code|del|em|h[1-6]|hr|li|ol|p|pre|span|strong|svg|path|rect|table|tbody|td|th|thead|tr|ul)$/;
    return {
      hacked: "hacked" in window,
      handlers: everything
        .filter((e) => [...e.attributes].some(({ name: n }) => n.startsWith("on")))
        .map(name),
      active: everything
        .filter((e) => /^(iframe|frame|object|embed|applet|base|form)$/.test(e.localName))
        .filter((e) => e.localName !== "form" || e.hasAttribute("action"))
        .map(name),
      scripts: [...document.scripts].filter((s) => s.src === "" || s.text !== "").map(name),
      tags: written.filter((e) => !allowed.test(e.localName)).map(name),
      styled: written.filter((e) => e.hasAttribute("style") || e.id !== "").map(name),
      links: written
        .filter((e): e is HTMLAnchorElement => e instanceof HTMLAnchorElement)
        .filter(
          (a) =>
            (a.hasAttribute("href") && !/^(https?|mailto):/.test(a.getAttribute("href") ?? "")) ||
            !a.rel.includes("noopener"),
        )
        .map(name),
    };
  });

const HARMLESS = {
  hacked: false,
  handlers: [],
  active: [],
  scripts: [],
  tags: [],
  styled: [],
  links: [],
};

test("the corpus is large enough to mean something", () => {
  const topics = ROOMS.flatMap(({ name, topic }) => [name, topic]);
  expect(new Set([...CONTENTS, ...NAMES, ...topics]).size).toBeGreaterThanOrEqual(150);
});

test("nothing that is written in a message runs, asks another host, or leaves its row", async ({
  browser,
}) => {
  const room = unique("corpus");
  const writer = await Writer.withRoom(server().url, unique("w"), room);
  const { person, strays } = await watched(browser);
  const { page } = person;
  await person.joinByName(room);
  for (let from = 0; from < CONTENTS.length; from += A_PAGE) {
    const vectors = CONTENTS.slice(from, from + A_PAGE);
    const last = `written ${from + vectors.length}`;
    await writer.write([...vectors, last]);
    await expect(person.message(last)).toBeVisible();
    // Rendered, so that there was something to run; and each has had its chance to.
    await expect
      .poll(() => page.locator("article [data-body]").count())
      .toBeGreaterThanOrEqual(vectors.length);
    await page.mouse.move(500, 3000);
    expect(await audit(page)).toEqual(HARMLESS);
  }
  // What oneself writes goes the same way, and as a reply is shown in two places.
  await person.send("<img src=x onerror=window.hacked=1> **mine**");
  await expect(person.message("mine")).toHaveAttribute("data-seq", /\d+/);
  await person.act("mine", "Reply");
  await person.send("replied");
  await expect(person.message("replied")).toHaveAttribute("data-seq", /\d+/);
  expect(await audit(page)).toEqual(HARMLESS);
  expect(strays).toEqual([]);
  person.expectNoErrors();
  writer.stop();
  await person.leave();
});

test("names of people and of rooms, and topics, are text wherever they are shown", async ({
  browser,
}) => {
  const { url } = server();
  const { person, strays } = await watched(browser, { displayName: NAMES[0] ?? "" });
  const { page } = person;
  const writers: Writer[] = [];
  for (const [index, { name, topic }] of ROOMS.entries()) {
    const shown = `${name}${unique("r")}`;
    const writer = await Writer.withRoom(url, unique("w"), shown, NAMES[index + 1] ?? "");
    writers.push(writer);
    await writer.chat.rest.call("updateRoom", {
      params: { room_id: writer.roomId },
      body: { topic },
    });
    await person.joinByName(shown);
    await writer.write([`hello from ${index}`]);
    await expect(person.message(`hello from ${index}`)).toBeVisible();
    expect(await audit(page)).toEqual(HARMLESS);
  }
  for (const displayName of NAMES.slice(ROOMS.length + 1)) {
    const writer = await Writer.withRoom(url, unique("w"), unique("n"), displayName);
    writers.push(writer);
    const [first] = writers;
    await writer.chat.rest.call("joinRoom", { params: { room_id: first?.roomId ?? "" } });
  }
  await page.getByRole("button", { name: /^Members:/ }).click();
  await expect(page.getByRole("region", { name: "Members" })).toBeVisible();
  expect(await audit(page)).toEqual(HARMLESS);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "My menu" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  expect(await audit(page)).toEqual(HARMLESS);
  await page.keyboard.press("Escape");
  expect(strays).toEqual([]);
  person.expectNoErrors();
  for (const writer of writers) writer.stop();
  await person.leave();
});

test("no string becomes markup: the policy refuses it, whoever asks", async ({ browser }) => {
  const { person } = await watched(browser);
  const taken = await person.page.evaluate(() => {
    const element = document.createElement("div");
    const script = document.createElement("script");
    const frame = document.createElement("iframe");
    const tries: Readonly<Record<string, () => void>> = {
      innerHTML: () => {
        element.innerHTML = "<b>x</b>";
      },
      insertAdjacentHTML: () => element.insertAdjacentHTML("beforeend", "<b>x</b>"),
      "script.text": () => {
        script.text = "window.hacked=1";
      },
      "script.src": () => {
        script.src = "/before-paint.js";
      },
      srcdoc: () => {
        frame.srcdoc = "<b>x</b>";
      },
      DOMParser: () => void new DOMParser().parseFromString("<b>x</b>", "text/html"),
      "a policy of one's own": () => {
        Reflect.get(window, "trustedTypes").createPolicy("mine", {});
      },
    };
    return Object.entries(tries).flatMap(([name, attempt]) => {
      try {
        attempt();
        return [name];
      } catch {
        return [];
      }
    });
  });
  expect(taken).toEqual([]);
  expect(await person.page.evaluate(() => "hacked" in window)).toBe(false);
  await person.leave();
});
