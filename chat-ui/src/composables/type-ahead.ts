import { isComposing } from "../logic/keymap.ts";

/**
 * What is typed while a field is asked for and not there yet is meant for it. Ends with the focus, wherever that
 * goes, with a press of the pointer and with Escape.
 */
export const typeAhead = (type: (text: string) => void): void => {
  const ended = new AbortController();
  const until = { capture: true, signal: ended.signal };
  let typed = "";
  const onKeydown = (event: KeyboardEvent): void => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") ended.abort();
    const isText = [...event.key].length === 1;
    if (isText || event.key === "Backspace") {
      typed = isText ? typed + event.key : typed.slice(0, -1);
      type(typed);
    }
    // Neither does it end what is written elsewhere.
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onFocus = ({ target }: FocusEvent): void => {
    ended.abort();
    // A field that selects what it has would have it typed over.
    if (typed === "" || !(target instanceof HTMLInputElement)) return;
    queueMicrotask(() => target.setSelectionRange(typed.length, typed.length));
  };
  document.addEventListener("keydown", onKeydown, until);
  document.addEventListener("focusin", onFocus, until);
  document.addEventListener("pointerdown", () => ended.abort(), until);
};
