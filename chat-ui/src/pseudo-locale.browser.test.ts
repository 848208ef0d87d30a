import { afterAll, beforeAll, expect, it } from "vitest";
import { page } from "vitest/browser";
import { render } from "vitest-browser-vue";
import { createMemoryHistory } from "vue-router";
import AppRoot from "./App.vue";
import { chatPlugin } from "./create-app.ts";
import { setLocale } from "./i18n/i18n.ts";
import { PSEUDO_LOCALE } from "./i18n/locales.ts";
import { createChatRouter } from "./router.ts";
import { FakeChat } from "./stories/fake-chat.ts";
import { FOREIGN_COMPANY, foreignUser } from "./stories/foreign-world.ts";
import { cutTexts, uncataloguedTexts } from "./stories/page-texts.ts";
import { SCENES, type Scene } from "./stories/pseudo-scenes.ts";

/**
 * The app's screens in the pseudo-locale, in which every text of the catalogues is accented and longer: a word in
 * plain Latin letters was forgotten, and a text that is cut here is cut in German.
 */

/** The same in every language. */
const NAMES = ["Crosstalk", "Chrome Linux Safari iPhone", "from before"];
const BUSY_MS = 60_000;
const SIZES = [
  [1440, 900],
  [390, 844],
] as const;
const isOwn = (text: string): boolean => /\p{Script=Greek}/u.test(text);

beforeAll(() => setLocale(PSEUDO_LOCALE));
afterAll(async () => {
  await setLocale("en");
  await page.viewport(1280, 800);
});

const visit = async ({ path = "/", user = foreignUser(), ...scene }: Scene): Promise<void> => {
  localStorage.clear();
  const chat = new FakeChat(user, FOREIGN_COMPANY);
  if (scene.anonymous) Object.assign(chat.session, { resume: async () => undefined });
  scene.before?.(chat);
  const router = createChatRouter(createMemoryHistory());
  await router.push(path);
  await render(AppRoot, { global: { plugins: [chatPlugin(chat, router)] } });
  await expect.element(page.getByRole("main").first()).toBeVisible();
  await scene.go?.({ chat, router });
  await expect.element(page.getByText(scene.shows(), { exact: false }).first()).toBeVisible();
};

it.each(Object.keys(SCENES))(
  "says all from the catalogues, and cuts none of it: %s",
  async (name) => {
    const scene = SCENES[name];
    if (!scene) throw new Error("no such scene");
    await page.viewport(...SIZES[0]);
    await visit(scene);
    for (const [width, height] of SIZES) {
      await page.viewport(width, height);
      expect(uncataloguedTexts(PSEUDO_LOCALE, NAMES)).toEqual([]);
      // What fades or slides in may be cut until it is there.
      await expect.poll(() => cutTexts(isOwn)).toEqual([]);
    }
  },
  BUSY_MS,
);
