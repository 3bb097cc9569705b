/** Canned replies in the composer: `/` opens the list, letters narrow it, arrow keys walk, Enter or Tab takes one. */

import { getJson, postJson } from "../http";
import { element, replaceChildren } from "../safe_dom";
import { text } from "../texts";
import { matching, queryAt, type CannedReply } from "./canned_search";
import type { Command } from "./commands";

const FRESH_MILLISECONDS = 60_000;
const LIST = "canned-list";
/** Longer addresses are refused by some servers in between. */
const LONGEST_IN_ADDRESS = 1500;

interface Kept {
  readonly chat: string;
  readonly at: number;
  readonly replies: Promise<readonly CannedReply[]>;
}

export class CannedReplies {
  private readonly list = element("ul", { class: "canned-list", attributes: { id: LIST, role: "listbox", tabindex: "0", "aria-label": text("canned.list") } });
  private readonly status = element("p", { class: "visually-hidden", attributes: { role: "status" } });
  private readonly frame: HTMLElement;
  private kept: Kept | null = null;
  private shown: readonly CannedReply[] = [];
  private active = 0;
  private asked = 0;
  private dismissedAt: number | null = null;

  constructor(
    private readonly box: HTMLTextAreaElement,
    private readonly chat: () => string | null,
  ) {
    const keep = element("a", { class: "canned-foot-link", text: text("canned.manage"), attributes: { href: "/canned-replies", target: "_blank" } });
    this.frame = element("div", { class: "canned" }, this.list, element("p", { class: "canned-foot" }, element("span", { text: text("canned.keys") }), keep));
    this.frame.hidden = true;
    box.before(this.frame, this.status);
    box.form?.querySelector("[data-part='canned']")?.addEventListener("click", () => this.open());
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    for (const type of ["input", "click"] as const) {
      box.addEventListener(type, () => void this.look());
    }
    box.addEventListener("blur", () => this.close());
    box.addEventListener("keydown", (event) => this.onKey(event), { capture: true });
    this.frame.addEventListener("mousedown", (event) => {
      if (!(event.target instanceof HTMLAnchorElement)) {
        event.preventDefault();
      }
    });
  }

  /** Opens the list at the caret, as typing `/` does. */
  open(): void {
    const { selectionStart, value } = this.box;
    const before = value.slice(0, selectionStart);
    this.box.focus();
    if (queryAt(value, selectionStart) === null) {
      this.box.setRangeText(before === "" || /\s$/u.test(before) ? "/" : " /", selectionStart, selectionStart, "end");
    }
    this.dismissedAt = null;
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  private async look(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const query = queryAt(this.box.value, this.box.selectionStart);
    const chat = this.chat();
    if (query === null || chat === null || query.start === this.dismissedAt) {
      this.dismissedAt = query === null ? null : this.dismissedAt;
      this.close();
      return;
    }
    const replies = await this.replies(chat).catch((): readonly CannedReply[] => []);
    if (mine === this.asked && document.activeElement === this.box) {
      this.show(matching(replies, query.words), replies.length === 0);
    }
  }

  private replies(chat: string): Promise<readonly CannedReply[]> {
    if (this.kept?.chat !== chat || performance.now() - this.kept.at > FRESH_MILLISECONDS) {
      const replies = getJson<{ replies: readonly CannedReply[] }>(`/desk/canned-replies?chat=${encodeURIComponent(chat)}`).then((answer) => answer.replies);
      replies.catch(() => (this.kept = null));
      this.kept = { chat, at: performance.now(), replies };
    }
    return this.kept.replies;
  }

  private show(found: readonly CannedReply[], hasNone: boolean): void {
    this.shown = found;
    if (found.length === 0 && !hasNone) {
      this.close();
      return;
    }
    const lines = found.map((reply, place) => this.line(reply, place));
    replaceChildren(this.list, ...(lines.length > 0 ? lines : [element("li", { class: "canned-none", text: text("canned.none"), attributes: { role: "presentation" } })]));
    this.frame.hidden = false;
    this.box.setAttribute("aria-controls", LIST);
    this.walkTo(0);
    this.status.textContent = text("canned.found", { number: found.length });
  }

  private line(reply: CannedReply, place: number): HTMLElement {
    const tags = reply.tags.map((tag) => element("span", { class: "tag", text: tag }));
    const line = element(
      "li",
      { class: "canned-option", attributes: { id: `${LIST}-${place}`, role: "option", "aria-selected": "false" } },
      element("span", { class: "canned-title" }, element("bdi", { text: reply.title }), ...tags),
      element("span", { class: "canned-text", text: reply.text, attributes: { dir: "auto" } }),
    );
    line.addEventListener("click", () => this.take(reply));
    return line;
  }

  private walkTo(place: number): void {
    this.active = this.shown.length === 0 ? 0 : (place + this.shown.length) % this.shown.length;
    this.list.querySelectorAll("[role='option']").forEach((line, number) => {
      line.setAttribute("aria-selected", String(number === this.active));
      if (number === this.active) {
        line.scrollIntoView({ block: "nearest" });
        this.box.setAttribute("aria-activedescendant", line.id);
      }
    });
  }

  private onKey(event: KeyboardEvent): void {
    if (this.frame.hidden || event.isComposing) {
      return;
    }
    const reply = this.shown[this.active];
    const isTaking = (event.key === "Enter" || event.key === "Tab") && !event.shiftKey && reply !== undefined;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.walkTo(this.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (isTaking) {
      this.take(reply);
    } else if (event.key === "Escape") {
      this.dismissedAt = queryAt(this.box.value, this.box.selectionStart)?.start ?? null;
      this.close();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  private take(reply: CannedReply): void {
    const caret = this.box.selectionStart;
    const query = queryAt(this.box.value, caret);
    this.close();
    this.box.setRangeText(reply.text, query?.start ?? caret, caret, "end");
    this.box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    this.box.focus();
    void postJson(`/desk/canned-replies/${encodeURIComponent(reply.key)}/used`, {}).catch(() => undefined); // only a count
  }

  private close(): void {
    this.asked += 1;
    this.frame.hidden = true;
    this.box.removeAttribute("aria-controls");
    this.box.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }
}

/** Opens the page on which a text that was sent becomes a canned reply. */
export function keepAsCannedReply(words: string): void {
  window.open(`/canned-replies/new?text=${encodeURIComponent(words.slice(0, LONGEST_IN_ADDRESS))}`, "_blank", "noopener");
}

/** The command that opens the list. */
export function cannedCommands(canned: CannedReplies, isWriting: () => boolean): readonly Command[] {
  return [{ id: "chat.canned", group: "chat", name: () => text("do.canned"), keys: ["Mod+/"], icon: "text-quote", isPossible: isWriting, run: () => canned.open() }];
}
