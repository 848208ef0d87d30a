/** Keys pressed together, as a table of shortcuts has them. */
export interface KeyChord {
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly key: string;
  /** Ctrl, or Cmd on a Mac. */
  readonly mod?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey"
>;

const LETTER_OF_ANOTHER_SCRIPT = /^(?![a-z])\p{L}$/iu;

/** Where the layout writes another script, a letter is known by its place on the keyboard. */
const normalised = ({ key, code }: KeyPress): string => {
  const place = LETTER_OF_ANOTHER_SCRIPT.test(key) ? /^Key([A-Z])$/.exec(code)?.[1] : undefined;
  return key.length === 1 ? (place ?? key).toLowerCase() : key;
};

export const isPressed = (chord: KeyChord, event: KeyPress, mac: boolean): boolean => {
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  // A character such as + or / may itself need Shift on some layouts.
  const shiftFree = chord.key.length === 1 && !/[a-z ]/.test(chord.key);
  return (
    chord.key === normalised(event) &&
    (chord.mod ?? false) === mod &&
    !other &&
    (chord.alt ?? false) === event.altKey &&
    (shiftFree || (chord.shift ?? false) === event.shiftKey)
  );
};

/** The keys of a chord, each as `KeyboardEvent.key`. */
export const chordKeys = (chord: KeyChord, mac: boolean): string[] => [
  ...(chord.mod ? [mac ? "Meta" : "Control"] : []),
  ...(chord.alt ? ["Alt"] : []),
  ...(chord.shift ? ["Shift"] : []),
  chord.key,
];

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Escape: "Esc",
  PageUp: "Page Up",
  Control: "Ctrl",
  Meta: "⌘",
  " ": "Space",
};

const MAC_NAMES: Readonly<Record<string, string>> = { Alt: "⌥", Shift: "⇧" };

/** The keys of a chord as people read them: `Ctrl`, `Shift`, `L`. */
export const keyNames = (chord: KeyChord, mac: boolean): string[] =>
  chordKeys(chord, mac).map(
    (key) =>
      (mac ? MAC_NAMES[key] : undefined) ??
      NAMES[key] ??
      (key.length === 1 ? key.toUpperCase() : key),
  );

export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);
