/** Keys pressed together, as a table of shortcuts has them. */
export interface KeyChord {
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

export type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

const normalised = (key: string): string => (key.length === 1 ? key.toLowerCase() : key);

export const isPressed = (chord: KeyChord, event: KeyPress, mac: boolean): boolean => {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  // A character such as + or / may itself need Shift on some layouts.
  const shiftFree = chord.key.length === 1 && !/[a-z ]/.test(chord.key);
  return (
    chord.key === normalised(event.key) &&
    (chord.mod ?? false) === mod &&
    !other &&
    (chord.alt ?? false) === event.altKey &&
    (shiftFree || (chord.shift ?? false) === event.shiftKey)
  );
};

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  PageUp: "Page Up",
  " ": "Space",
};

/** The keys of a chord as people read them: `Ctrl`, `Shift`, `L`. */
export const keyNames = (chord: KeyChord, mac: boolean): string[] => [
  ...(chord.mod ? [mac ? "⌘" : "Ctrl"] : []),
  ...(chord.alt ? [mac ? "⌥" : "Alt"] : []),
  ...(chord.shift ? [mac ? "⇧" : "Shift"] : []),
  NAMES[chord.key] ?? (chord.key.length === 1 ? chord.key.toUpperCase() : chord.key),
];

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);
