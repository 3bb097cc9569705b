/** Reads keys as people write them down ("j", "Alt+ArrowDown", "Mod+k") and says whether a stroke was meant. */

/** What a key event tells; `altGraph` is the key that types further signs on many layouts. */
export interface Stroke {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altGraph: boolean;
}

/** The stroke behind an event of the browser. */
export function strokeOf(event: KeyboardEvent): Stroke {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  return { key, code, altKey, ctrlKey, metaKey, shiftKey, altGraph: event.getModifierState("AltGraph") };
}

/** Whether a key is typed without Alt, Ctrl or ⌘, so that it would write something into a text field. */
export function isSingle(keys: string): boolean {
  return !keys.includes("+") && [...keys].length === 1;
}

/**
 * Whether this stroke is what `keys` describes. Letters count as printed on the keyboard; where it prints no Latin
 * letters, by their place. What AltGr types is never meant.
 */
export function isStroke(keys: string, stroke: Stroke, isMac: boolean): boolean {
  const parts = keys.split("+");
  const name = parts.pop() ?? "";
  const has = (modifier: string): boolean => parts.includes(modifier);
  const wantsControl = has("Mod") && !isMac;
  const wantsMeta = has("Mod") && isMac;
  if (stroke.altGraph || stroke.altKey !== has("Alt") || stroke.ctrlKey !== wantsControl || stroke.metaKey !== wantsMeta) {
    return false;
  }
  const isSign = name.length === 1 && !/[a-z]/i.test(name);
  if (!isSign && stroke.shiftKey !== has("Shift")) {
    return false;
  }
  return pressed(stroke).toLowerCase() === name.toLowerCase();
}

/** How keys are shown: one word for each cap. */
export function capsOf(keys: string, isMac: boolean, caps: Readonly<Record<string, string>>): readonly string[] {
  return keys.split("+").map((part) => {
    const name = part === "Mod" ? (isMac ? "⌘" : "Ctrl") : part;
    return caps[name] ?? SIGNS[name] ?? (name.length === 1 ? name.toUpperCase() : name);
  });
}

const SIGNS: Readonly<Record<string, string>> = { ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" };

function pressed(stroke: Stroke): string {
  const isForeignLetter = [...stroke.key].length === 1 && /\p{L}/u.test(stroke.key) && !/[a-z]/i.test(stroke.key);
  return isForeignLetter && stroke.code.startsWith("Key") ? stroke.code.slice(3) : stroke.key;
}
