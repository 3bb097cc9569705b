/** The desk's own keys: Alt+J and Alt+K go through the chats, Escape goes back where panes are stacked. */

export interface KeyActions {
  next(): void;
  previous(): void;
  /** Returns whether there was somewhere to go back to. */
  back(): boolean;
}

/** Listens on the whole page; keys that somebody else has used are left alone. */
export function startKeys(actions: KeyActions): void {
  document.addEventListener("keydown", (event) => {
    const isAlone = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing;
    if (event.defaultPrevented || !isAlone) {
      return;
    }
    if (event.altKey && (event.code === "KeyJ" || event.code === "KeyK")) {
      event.preventDefault();
      if (event.code === "KeyJ") {
        actions.next();
      } else {
        actions.previous();
      }
    } else if (event.key === "Escape" && !event.altKey && document.querySelector("dialog[open], :popover-open") === null) {
      if (actions.back()) {
        event.preventDefault();
      }
    }
  });
}
