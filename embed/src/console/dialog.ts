/** Native dialogs: opened and closed by attributes, or asked from a script. */

function dialogById(id: string): HTMLDialogElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLDialogElement)) {
    throw new Error(`the page has no dialog "${id}"`);
  }
  return found;
}

/** Opens the dialog with this id; the browser keeps the focus inside and gives it back afterwards. */
export function openDialog(id: string): HTMLDialogElement {
  const dialog = dialogById(id);
  if (!dialog.open) {
    dialog.returnValue = "";
    dialog.showModal();
  }
  return dialog;
}

/** Closes a dialog with a value; "" means that nothing was chosen. */
export function closeDialog(dialog: HTMLDialogElement, value = ""): void {
  dialog.close(value);
}

/** Opens a dialog and resolves with the value of the button that closed it, or null when it was dismissed. */
export function ask(id: string): Promise<string | null> {
  const dialog = openDialog(id);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue || null), { once: true });
  });
}

/** Makes `data-dialog-open` and `data-dialog-close` work on the whole page. */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) {
      return;
    }
    const opener = event.target.closest<HTMLElement>("[data-dialog-open]");
    if (opener !== null) {
      openDialog(opener.dataset["dialogOpen"] ?? "");
      return;
    }
    const closer = event.target.closest<HTMLElement>("[data-dialog-close]");
    const dialog = closer?.closest("dialog") ?? (event.target instanceof HTMLDialogElement ? event.target : null);
    if (dialog !== null) {
      closeDialog(dialog, closer?.dataset["dialogClose"] ?? "");
    }
  });
}
