/** A small choice of emoji for friendly messages; everything else comes from the keyboard of the device. */

import { element } from "../safe_dom";

const EMOJI = [
  "😀", "😃", "😊", "🙂", "😉", "😍", "🤩", "😎", "🤔", "😅", "😂", "🥳", "😢", "😮", "🙈", "🤖",
  "👋", "👍", "👏", "🙏", "🙌", "💪", "👉", "👇", "✌️", "🤝", "❤️", "🧡", "💙", "💚", "✨", "🔥",
  "🎉", "🎁", "🎂", "⭐", "🏆", "🚀", "💡", "🔔", "⏰", "📅", "📦", "🚚", "🛒", "💳", "🏷️", "💶",
  "☕", "🍀", "🌞", "❄️", "🎄", "🎃", "✅", "❓", "❗", "➡️", "📞", "💬", "✉️", "📎", "🔒", "🌍",
];

/** The grid; arrow keys move in it, Enter and blank choose. */
export function emojiGrid(label: string, choose: (emoji: string) => void): HTMLElement {
  const grid = element("div", { class: "emoji-grid", attributes: { role: "group", "aria-label": label } });
  const buttons = EMOJI.map((emoji, place) => element("button", {
    class: "emoji", text: emoji, attributes: { type: "button", tabindex: place === 0 ? 0 : -1 },
    on: { click: () => choose(emoji) },
  }));
  grid.append(...buttons);
  grid.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length || 8;
    const forward = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
    const step = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = step === undefined ? undefined : buttons[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  return grid;
}
