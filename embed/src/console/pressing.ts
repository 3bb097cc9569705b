/** Knows what is under a pressed button or finger: were it drawn anew now, the browser would forget the click. */

export class Pressing {
  /** The part that is pressed; null when none is. */
  part: Element | null = null;

  /**
   * @param selector what a part is, inside the root or the root itself
   * @param released called after a click was handled, to draw what has waited for it
   */
  constructor(root: HTMLElement, selector: string, released: () => void) {
    const letGo = (): void => {
      if (this.part !== null) {
        // The click follows the release in the same task, and is handled before this.
        setTimeout(() => {
          this.part = null;
          released();
        });
      }
    };
    root.addEventListener("pointerdown", (event) => {
      this.part = event.target instanceof Element ? event.target.closest(selector) : null;
    });
    // A context menu and another window swallow the release.
    for (const end of ["pointerup", "pointercancel", "contextmenu", "blur"]) addEventListener(end, letGo);
  }
}
