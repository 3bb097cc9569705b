/** The words of scripts: translated on the server, put on the page as inert JSON by the macro `texts`. */

let words: Map<string, string> | null = null;

function readWords(): Map<string, string> {
  const found = new Map<string, string>();
  for (const block of document.querySelectorAll<HTMLScriptElement>("script[type='application/json'][data-texts]")) {
    const parsed: unknown = JSON.parse(block.textContent ?? "{}");
    for (const [key, value] of Object.entries(parsed as Record<string, unknown>)) {
      found.set(key, String(value));
    }
  }
  return found;
}

/** Returns a text by its key, with `%(name)s` filled from `values`; an unknown key gives the key itself. */
export function text(key: string, values: Readonly<Record<string, string | number>> = {}): string {
  words ??= readWords();
  const pattern = words.get(key) ?? key;
  return pattern.replace(/%\((\w+)\)[sd]/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : String(value);
  });
}
