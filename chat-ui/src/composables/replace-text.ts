import type { TextChange } from "../logic/completion.ts";

/** Changes a field's text as typing does: it can be undone, and an `input` event tells of it. */
export const replaceText = (
  field: HTMLTextAreaElement,
  { start, end, insert }: TextChange,
): void => {
  field.focus();
  field.setSelectionRange(start, end);
  // Deprecated, and the only way that keeps the undo history.
  const command = insert === "" ? "delete" : "insertText";
  if (document.execCommand(command, false, insert)) return;
  field.setRangeText(insert, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
