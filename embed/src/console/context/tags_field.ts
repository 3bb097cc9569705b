/** Tags that can be added and removed: those of the open chat, and those of the visitor. */

import { getJson } from "../http";
import type { InTurn } from "../in_turn";
import { element, icon, reconcile, setAttribute, setText } from "../safe_dom";
import { text } from "../texts";

/** What somebody typed as tags: separated by commas, without blanks around them, each once. */
export function typedTags(typed: string, present: readonly string[]): string[] {
  const taken = new Set(present.map((tag) => tag.toLowerCase()));
  const found: string[] = [];
  for (const tag of typed.split(",").map((part) => part.trim()).filter(Boolean)) {
    if (!taken.has(tag.toLowerCase())) {
      taken.add(tag.toLowerCase());
      found.push(tag);
    }
  }
  return found;
}

export class TagsField {
  private address: string | null = null;
  private tags: readonly string[] = [];
  private hasSuggestions = false;

  /**
   * @param writes in whose turn tags are sent: one that is removed at once must not be added after that
   * @param failed called with what went wrong
   */
  constructor(
    private readonly list: HTMLElement,
    private readonly input: HTMLInputElement,
    private readonly suggestions: HTMLElement | null,
    private readonly writes: InTurn,
    private readonly failed: (problem: unknown) => void,
  ) {
    input.addEventListener("focus", () => void this.suggest());
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === ",") {
        event.preventDefault();
        void this.add();
      }
    });
    input.addEventListener("change", () => void this.add());
  }

  /** Shows these tags; `address` is where they are added, null where none can be. */
  show(address: string | null, tags: readonly string[]): void {
    if (address !== this.address) this.input.value = "";
    this.address = address;
    this.tags = tags;
    this.input.hidden = address === null;
    reconcile(this.list, tags, (tag) => tag, (tag) => this.chip(tag), (chip, tag) => {
      const words = chip.querySelector("bdi");
      if (words) setText(words, tag);
    });
  }

  private chip(tag: string): HTMLElement {
    const button = element("button", { class: "tag-remove", attributes: { type: "button", "aria-label": text("context.tag_gone", { tag }) } }, icon("x", 12));
    button.addEventListener("click", () => void this.remove(tag));
    return element("span", { class: "tag tag-removable" }, element("bdi", {}), button);
  }

  private async add(): Promise<void> {
    const wanted = typedTags(this.input.value, this.tags);
    const address = this.address;
    this.input.value = "";
    if (address === null) return;
    for (const tag of wanted) await this.send(address, tag, [...this.tags, tag]);
  }

  private async remove(tag: string): Promise<void> {
    if (this.address === null) return;
    await this.send(this.address, tag, this.tags.filter((each) => each !== tag), "/delete");
    this.input.focus();
  }

  /** Shows the change at once; where the server refuses it, the tags are again what they were. */
  private async send(address: string, tag: string, tags: readonly string[], ending = ""): Promise<void> {
    const before = this.tags;
    if (this.address === address) this.show(address, tags);
    try {
      await this.writes.post(`${address}${ending}`, { tag });
    } catch (problem) {
      if (this.address === address) this.show(address, before);
      this.failed(problem);
    }
  }

  private async suggest(): Promise<void> {
    if (this.hasSuggestions || this.suggestions === null) return;
    this.hasSuggestions = true;
    try {
      const { tags } = await getJson<{ tags: readonly string[] }>("/desk/tags");
      this.suggestions.replaceChildren(...tags.map((tag) => element("option", { attributes: { value: tag } })));
    } catch {
      this.hasSuggestions = false; // without suggestions tags can still be typed
    }
    setAttribute(this.input, "list", this.suggestions.id);
  }
}
