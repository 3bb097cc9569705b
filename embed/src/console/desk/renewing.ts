/** Loads the desk anew when its operator's rights have changed, but takes no words away that are being typed. */

const ASK_MILLISECONDS = 1000;

let isPlanned = false;

/** Loads the page anew as soon as nothing is being filled in; `keep` puts away first what stands in the composer. */
export function renew(keep: () => void): void {
  if (isPlanned) {
    return;
  }
  isPlanned = true;
  const attempt = (): void => {
    if (isFillingIn()) {
      setTimeout(attempt, ASK_MILLISECONDS);
      return;
    }
    keep();
    location.reload();
  };
  attempt();
}

/** A dialog is open, or a field beside the composer holds words that are not saved. The server asks for rights anyway. */
function isFillingIn(): boolean {
  const active = document.activeElement;
  const isField = active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement;
  const hasWords = isField && active.closest(".composer") === null && active.value !== active.defaultValue;
  return hasWords || document.querySelector("dialog[open]") !== null;
}
