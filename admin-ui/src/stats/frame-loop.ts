/**
 * One animation frame for all that draws: however many charts a tick changes, the page is painted once, and
 * never while nobody looks at it.
 */
const waiting = new Set<() => void>();
let frame: number | undefined;

const flush = (): void => {
  frame = undefined;
  const draws = [...waiting];
  waiting.clear();
  for (const draw of draws) draw();
};

const request = (): void => {
  if (frame !== undefined || waiting.size === 0 || document.visibilityState === "hidden") return;
  frame = requestAnimationFrame(flush);
};

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    request();
  } else if (frame !== undefined) {
    cancelAnimationFrame(frame);
    frame = undefined;
  }
});

/** Calls `draw` in the next frame, once however often it is asked for. */
export const drawSoon = (draw: () => void): void => {
  waiting.add(draw);
  request();
};

export const drawNever = (draw: () => void): void => {
  waiting.delete(draw);
};
