/** Shows the name of an icon button when it is pointed at or focused; the name itself is in `aria-label`. */

import { element, setText } from "./safe_dom";

const WAIT_MILLISECONDS = 400;
const GAP = 6;

let bubble: HTMLElement | null = null;
let waiting: ReturnType<typeof setTimeout> | undefined;
let owner: HTMLElement | null = null;

function ownerOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tooltip]") : null;
}

function hide(): void {
  clearTimeout(waiting);
  owner = null;
  bubble?.remove();
  bubble = null;
}

function within(value: number, size: number, room: number): number {
  return Math.max(GAP, Math.min(value, room - size - GAP));
}

function place(box: HTMLElement, target: HTMLElement): void {
  const around = target.getBoundingClientRect();
  const own = box.getBoundingClientRect();
  const [width, height] = [document.documentElement.clientWidth, window.innerHeight];
  const beside = target.dataset["tooltipSide"] === "end" && around.bottom < height - own.height * 1.5;
  const isRightToLeft = document.documentElement.dir === "rtl";
  let left = around.left + (around.width - own.width) / 2;
  let top = around.bottom + GAP;
  if (beside || target.dataset["tooltipSide"] === "end") {
    left = isRightToLeft ? around.left - own.width - GAP : around.right + GAP;
    top = around.top + (around.height - own.height) / 2;
  } else if (top + own.height > height) {
    top = around.top - own.height - GAP;
  }
  box.style.left = `${within(left, own.width, width)}px`;
  box.style.top = `${within(top, own.height, height)}px`;
}

function show(target: HTMLElement): void {
  bubble?.remove();
  bubble = element("div", { class: "tooltip", attributes: { "aria-hidden": "true", popover: "manual" } });
  setText(bubble, target.dataset["tooltip"] ?? "");
  (target.closest("dialog") ?? document.body).append(bubble);
  bubble.showPopover();
  place(bubble, target);
}

function want(target: HTMLElement | null, wait: number): void {
  if (target === owner) {
    return;
  }
  hide();
  if (target !== null) {
    owner = target;
    waiting = setTimeout(() => show(target), wait);
  }
}

/** Makes every `data-tooltip` of the page work, for pointer and keyboard; Escape hides. */
export function startTooltips(): void {
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") {
      want(ownerOf(event.target), WAIT_MILLISECONDS);
    }
  });
  document.addEventListener("focusin", (event) => {
    const target = ownerOf(event.target);
    want(target !== null && target.matches(":focus-visible") ? target : null, 0);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("pointerdown", hide);
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hide();
    }
  });
}
