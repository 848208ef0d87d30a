import { afterEach, beforeEach, expect, it } from "vitest";
import { page } from "vitest/browser";
import { afterPaint } from "./after-paint.ts";
import { type FocusKeeper, keepFocus } from "./keep-focus.ts";

let keeper: FocusKeeper;
const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`there is no ${id}`);
  return found;
};
const hasFocus = (id: string) => expect.poll(() => document.activeElement?.id).toBe(id);
/** What was set off before is done by then. */
const settled = async (): Promise<void> => {
  await afterPaint();
  await afterPaint();
};

beforeEach(() => {
  document.body.id = "nowhere";
  document.body.innerHTML = `
    <main id="main" tabindex="-1">
      <ul id="list">
        <li id="first" tabindex="0"><button id="lift">Lift</button></li>
        <li id="second"><input id="hidden" hidden /><button id="hold">Hold</button></li>
      </ul>
    </main>
    <p id="beside">Beside everything</p>`;
  keeper = keepFocus({
    layers: "[role=dialog]",
    within: () => ["input", "button"],
    beginning: () => document.querySelector("main"),
  });
});
afterEach(() => keeper.stop());

it("goes to what the lost one stood in, else to the best place around it, else to the beginning", async () => {
  element("lift").focus();
  element("lift").remove();
  await hasFocus("first");
  element("first").remove();
  await hasFocus("hold");
  element("list").remove();
  await hasFocus("main");
});

it("leaves what can no longer be pressed, and stays with what only moves", async () => {
  element("hold").focus();
  element("list").prepend(element("second"));
  await hasFocus("hold");
  element("lift").focus();
  element("lift").toggleAttribute("disabled", true);
  await hasFocus("first");
});

it("is nowhere once somebody clicked beside everything, whatever goes then", async () => {
  element("lift").focus();
  await page.getByText("Beside everything").click();
  await hasFocus("nowhere");
  await settled();
  element("lift").remove();
  await settled();
  await hasFocus("nowhere");
});

it("waits for what lies over the page, and is then where it was below that", async () => {
  element("lift").focus();
  document.body.insertAdjacentHTML(
    "beforeend",
    `<div role="dialog" id="dialog"><button id="yes">Yes</button></div>`,
  );
  element("yes").focus();
  element("yes").remove();
  element("lift").remove();
  await settled();
  await hasFocus("nowhere");
  element("dialog").remove();
  await hasFocus("first");
});

it("begins another screen at its beginning, unless something on it has the focus", async () => {
  element("hold").focus();
  keeper.begin();
  await settled();
  await hasFocus("hold");
  element("hold").blur();
  await settled();
  keeper.begin();
  await hasFocus("main");
});

it("keeps nothing any more once it is stopped", async () => {
  element("lift").focus();
  keeper.stop();
  element("lift").remove();
  keeper.begin();
  await settled();
  await hasFocus("nowhere");
});
