/** Which sections of the context pane somebody folded away: remembered in the browser, the same for every visitor. */

const KEY = "beckon.context.folded";

/** What is folded, as it was kept; anything unreadable is nothing. */
export function readFolded(kept: string | null): Set<string> {
  try {
    const read: unknown = JSON.parse(kept ?? "[]");
    return new Set(Array.isArray(read) ? read.filter((name): name is string => typeof name === "string") : []);
  } catch {
    return new Set();
  }
}

/** Folds the sections below `root` as they were left, and keeps what is folded from now on. */
export function startFolding(root: ParentNode, storage: Storage | null): void {
  const folded = readFolded(storage?.getItem(KEY) ?? null);
  for (const section of root.querySelectorAll<HTMLDetailsElement>("details[data-fold]")) {
    const name = section.dataset["fold"] ?? "";
    section.open = !folded.has(name);
    section.addEventListener("toggle", () => {
      if (section.open) folded.delete(name);
      else folded.add(name);
      try {
        storage?.setItem(KEY, JSON.stringify([...folded]));
      } catch {
        // a full storage costs only the memory of what was folded
      }
    });
  }
}
