/** What is read of a VisualViewport, and of the window around it; CSS pixels. */
interface Viewport {
  readonly height: number;
  readonly offsetTop: number;
  readonly scale: number;
}

/** Less is a bar of the browser that comes and goes, not a keyboard. */
const LEAST = 80;

/**
 * How much of the window's foot an on-screen keyboard covers where it is laid over the page (iOS); others
 * make the page smaller (`interactive-widget`), and cover nothing. A page that is zoomed into is not covered.
 */
export const keyboardInset = (windowHeight: number, viewport: Viewport): number => {
  if (viewport.scale > 1.01) return 0;
  const covered = windowHeight - viewport.height - viewport.offsetTop;
  return covered >= LEAST ? Math.round(covered) : 0;
};
