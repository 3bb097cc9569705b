/** Forms that take a while are sent once: the button says that it works until the answer is there. */

/** Makes forms with `data-once` ignore a second submit; `data-busy` of the button is what it says meanwhile. */
export function startOnce(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement && "once" in event.target.dataset ? event.target : null;
    if (form === null || event.defaultPrevented) {
      return;
    }
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    const button = event.submitter;
    if (button instanceof HTMLButtonElement) {
      button.setAttribute("aria-busy", "true");
      const label = button.querySelector("span") ?? button;
      label.textContent = button.dataset["busy"] ?? label.textContent;
    }
  });
  // A page that the browser brings back as it was left is not busy any more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("form[data-once][aria-busy]") !== null) {
      location.reload();
    }
  });
}
