/** For so long after a letter the next one is taken for the same word. */
const WORD_MS = 800;

/** The keys of an open menu: arrows, Home and End, and letters that begin an item's text. */
export const useMenuKeys = (menu: () => HTMLElement | null | undefined, close: () => void) => {
  let word = "";
  let typedAt = Number.NEGATIVE_INFINITY;

  const items = (): HTMLElement[] =>
    [...(menu()?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])].filter(
      (item) => item.ariaDisabled !== "true",
    );
  const focusAt = (index: number): void => {
    const all = items();
    all[Math.max(0, Math.min(index, all.length - 1))]?.focus();
  };
  const current = (): number => items().findIndex((item) => item.matches(":focus"));

  /** To the next item that begins so; the same letter again leads on through those that do. */
  const type = (letter: string): void => {
    const now = performance.now();
    word = now - typedAt > WORD_MS ? letter : word + letter;
    typedAt = now;
    const repeated = [...word].every((one) => one === letter);
    const sought = (repeated ? letter : word).toLocaleLowerCase();
    const all = items();
    const from = repeated ? current() + 1 : Math.max(0, current());
    const found = [...all.slice(from), ...all.slice(0, from)].find((item) =>
      item.textContent.trim().toLocaleLowerCase().startsWith(sought),
    );
    found?.focus();
  };

  const last = (): number => items().length - 1;
  const steps: Readonly<Record<string, () => number>> = {
    ArrowDown: () => current() + 1,
    ArrowUp: () => (current() === -1 ? last() : current() - 1),
    Home: () => 0,
    PageUp: () => 0,
    End: last,
    PageDown: last,
  };
  const onKeydown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Tab") {
      // It goes on from the button whose menu this is.
      close();
      return;
    }
    const step = steps[key];
    if (step) focusAt(step());
    else if (key.length === 1 && key !== " ") type(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { onKeydown, focusFirst: (): void => focusAt(0) };
};
