import type { Locator } from "@playwright/test";

/** In so many frames a wheel's event has long been applied, and what came into view been measured. */
const FRAMES = 12;

/** Until what scrolls stands still, with all that is in it: what is measured on the way is of no place. */
export const comeToRest = (scroller: Locator): Promise<void> =>
  scroller.evaluate(async (element, frames) => {
    let last = "";
    for (let still = 0; still < frames; ) {
      await new Promise(requestAnimationFrame);
      const now = `${element.scrollTop} of ${element.scrollHeight}`;
      still = now === last ? still + 1 : 0;
      last = now;
    }
  }, FRAMES);
