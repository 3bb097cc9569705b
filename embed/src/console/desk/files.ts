/** Sending files from the desk: a button, a paste or a drop; each file shows how far it is until it is a message. */

import { filesOf, sendFile, Uploads, type FileRules, type Upload } from "../../shared/uploads";
import { csrfToken } from "../http";
import { element, icon, reconcile } from "../safe_dom";
import { text } from "../texts";
import type { Message } from "./documents";
import { fileFacts } from "./file_view";
import type { Store } from "./store";

interface Offers {
  readonly rules: FileRules;
  readonly maySend: boolean;
}

export class DeskFiles {
  private readonly uploads: Uploads;
  private readonly tray = element("ul", { class: "file-tray", attributes: { "aria-label": text("file.on_their_way") } });
  private readonly input: HTMLInputElement;
  private readonly target: HTMLElement;
  private readonly offers: Offers = readOffers();
  private readonly drawn = new WeakMap<HTMLElement, string>();
  private wasConnected = false;

  /** `pane` is the conversation; `form` its box to write in, which is shown where one may write. */
  constructor(
    private readonly pane: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly store: Store,
    private readonly changed: () => void,
  ) {
    this.uploads = new Uploads({
      rules: () => this.offers.rules,
      transfer: (upload, progress) => sendFile(addressOf(upload.chat), { "X-CSRFToken": csrfToken(), Accept: "application/json" }, upload, progress),
      arrived: (_upload, body) => this.arrived(body),
      changed: () => this.draw(),
    });
    this.input = element("input", { attributes: { type: "file", multiple: true, accept: this.offers.rules.endings.join(","), hidden: true } });
    this.target = element("div", { class: "drop-target", attributes: { hidden: true } }, icon("upload", 20), element("span", { text: text("file.drop") }));
    if (this.offers.maySend) {
      this.begin();
    }
  }

  private begin(): void {
    const choose = element(
      "button",
      { class: "button button-quiet button-icon file-choose", attributes: { type: "button", "aria-label": text("file.choose"), title: text("file.choose") } },
      icon("paperclip"),
    );
    choose.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.take(Array.from(this.input.files ?? []));
      this.input.value = "";
    });
    this.form.prepend(this.tray);
    const foot = this.form.querySelector(".composer-foot");
    foot?.querySelector("button")?.after(choose, this.input);
    this.pane.append(this.target);
    this.form.addEventListener("paste", (event) => this.onPaste(event), { capture: true });
    this.followDrops();
    this.store.subscribe((state) => {
      const isConnected = state.line === "connected";
      if (isConnected && !this.wasConnected) {
        this.uploads.lineIsBack();
      }
      this.wasConnected = isConnected;
      this.draw();
    });
    window.addEventListener("beforeunload", (event) => (this.uploads.isBusy ? event.preventDefault() : undefined));
  }

  /** The chat that is written to. */
  private get chat(): string | null {
    return this.form.hidden ? null : this.store.state.open.chat;
  }

  /** The chat that files go to; a note is for colleagues, and a file would reach the visitor. */
  private get receiver(): string | null {
    return this.form.dataset["for"] === "note" ? null : this.chat;
  }

  private take(files: readonly File[]): void {
    const chat = this.receiver;
    if (chat !== null && files.length > 0) {
      this.uploads.add(chat, files);
    }
  }

  private arrived(body: unknown): void {
    const message = (body as { message?: Message } | null)?.message;
    if (message !== undefined) {
      this.store.dispatch({ type: "message", message });
    }
  }

  /** What is copied from a table or a document comes with a picture of itself; there the words are meant. */
  private onPaste(event: ClipboardEvent): void {
    const files = filesOf(event.clipboardData);
    if (files.length > 0 && event.clipboardData?.getData("text/plain") === "") {
      event.preventDefault();
      event.stopPropagation();
      this.take(files);
    }
  }

  /** A file that is dropped beside its target would be opened instead of the desk. */
  private followDrops(): void {
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const isOver = (event: DragEvent): boolean => event.target instanceof Node && this.pane.contains(event.target);
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event) || event.dataTransfer === null) {
        return;
      }
      event.preventDefault();
      const canDrop = this.receiver !== null && isOver(event);
      event.dataTransfer.dropEffect = canDrop ? "copy" : "none";
      this.target.hidden = !canDrop;
    });
    document.addEventListener("dragleave", (event) => {
      if (event.relatedTarget === null) {
        this.target.hidden = true;
      }
    });
    document.addEventListener("drop", (event) => {
      if (!hasFiles(event)) {
        return;
      }
      event.preventDefault();
      this.target.hidden = true;
      if (isOver(event)) {
        this.take(filesOf(event.dataTransfer));
      }
    });
  }

  private draw(): void {
    const { chat } = this;
    const shown = chat === null ? [] : this.uploads.of(chat);
    const before = this.tray.childElementCount;
    reconcile(this.tray, shown, (one) => one.id, () => element("li", { class: "file-row" }), (row, one) => this.update(row, one));
    this.tray.hidden = shown.length === 0;
    if (shown.length !== before) {
      this.changed();
    }
  }

  private update(row: HTMLElement, upload: Upload): void {
    const look = `${upload.state} ${upload.code}`;
    if (this.drawn.get(row) !== look) {
      this.drawn.set(row, look);
      row.classList.toggle("is-failed", upload.state === "failed");
      row.replaceChildren(...this.parts(upload));
    }
    const bar = row.querySelector("progress");
    if (bar !== null) {
      bar.value = upload.progress;
    }
  }

  private parts(upload: Upload): HTMLElement[] {
    const { name, size } = upload.file;
    const isFailed = upload.state === "failed";
    const words = element("span", { class: "file-words" }, element("span", { class: "file-name", text: name, attributes: { dir: "auto" } }));
    if (isFailed) {
      words.append(element("span", { class: "file-problem", text: problemText(upload, this.offers.rules), attributes: { role: "alert" } }));
    } else {
      words.append(element("progress", { attributes: { max: 1, value: 0, "aria-label": text("file.sending", { name }) } }));
    }
    const parts: HTMLElement[] = [element("span", { class: "file-sign" }, icon(isFailed ? "circle-alert" : "file-text")), words];
    if (!isFailed) {
      parts.push(element("span", { class: "file-facts", text: fileFacts(name, size) }));
    } else if (upload.canRetry) {
      const again = (): void => this.uploads.retry(upload.id);
      parts.push(element("button", { class: "link-button", text: text("try_again"), attributes: { type: "button" }, on: { click: again } }));
    }
    const label = text(isFailed ? "file.dismiss" : "file.cancel", { name });
    const away = (): void => this.uploads.cancel(upload.id);
    const attributes = { type: "button", "aria-label": label, title: label } as const;
    parts.push(element("button", { class: "button button-quiet button-icon", attributes, on: { click: away } }, icon("x")));
    return parts;
  }
}

function problemText(upload: Upload, rules: FileRules): string {
  const key = `file.error.${upload.code}`;
  const given = { name: upload.file.name, limit: Math.round(rules.bytes / 1024 ** 2) };
  const words = text(key, given);
  return words === key ? text("file.error.other", given) : words;
}

function addressOf(chat: string): string {
  return `/desk/chats/${encodeURIComponent(chat)}/files`;
}

/** What the page says about sending files. */
function readOffers(): Offers {
  const data = document.getElementById("file-offers")?.dataset ?? {};
  const endings = (data["endings"] ?? "").split(" ").filter((ending) => ending !== "");
  return { rules: { endings, bytes: Number(data["bytes"] ?? 0) }, maySend: data["maySend"] === "yes" && endings.length > 0 };
}
