/** The panel on the customer's page: an iframe from Beckon's own origin, made when it is first needed, and the talk with it. */

import type { Guard, Natives } from "../loader/natives";
import { readFromPanel, type FromPanel, type StartMessage, type ToPanel } from "../shared/window_messages";
import type { LoaderText, Translate } from "../shared/texts";
import { icon } from "./icons";

const HELLO_WITHIN_MS = 10000;

/** What the frame needs from the loader. */
export interface PanelNeeds {
  readonly view: Window & typeof globalThis;
  readonly natives: Natives;
  readonly guard: Guard;
  readonly root: ShadowRoot;
  readonly origin: string;
  readonly address: () => string;
  readonly start: () => Omit<StartMessage, "type">;
  /** What the panel has to know right after its start. */
  readonly started: () => ToPanel;
  readonly heard: (message: FromPanel) => void;
  readonly translate: Translate<LoaderText>;
}

/** The panel's frame, or the window of its own in popup mode. */
export class PanelFrame {
  private box: HTMLElement | null = null;
  private frame: HTMLIFrameElement | null = null;
  private popup: Window | null = null;
  private partner: Window | null = null;
  private waitingForHello = 0;
  private readonly onMessage: (event: Event) => void;

  constructor(private readonly needs: PanelNeeds) {
    this.onMessage = needs.guard((event: Event) => this.receive(event as MessageEvent));
    needs.natives.listen(needs.view, "message", this.onMessage);
  }

  /** True once the panel exists, open or not. */
  get exists(): boolean {
    return this.box !== null || (this.popup !== null && !this.popup.closed);
  }

  /** True once the panel has said hello and hears what it is told. */
  get isListening(): boolean {
    return this.partner !== null;
  }

  /** The box of the panel on the page; null before it was first shown, and for a window of its own. */
  get element(): HTMLElement | null {
    return this.box;
  }

  /** Shows the panel, and makes it first when there is none; it unfolds where a person asked for it, else it is just there. */
  show(unfolds: boolean): void {
    if (!this.box) this.build();
    const box = this.box as HTMLElement;
    box.hidden = false;
    box.classList.toggle("is-opening", unfolds);
  }

  /** Hides the panel; the conversation in it goes on. */
  hide(): void {
    if (this.box) this.box.hidden = true;
  }

  /** Opens the panel as a window of its own; false when the browser refuses. */
  showPopup(width: number, height: number): boolean {
    if (this.popup && !this.popup.closed) {
      this.popup.focus();
      return true;
    }
    this.partner = null;
    this.popup = this.needs.view.open(this.needs.address(), "beckon-panel", `popup,width=${width},height=${height}`);
    return this.popup !== null;
  }

  /** Tells the panel something; before its hello there is nobody to tell, and `start` carries the present state anyway. */
  tell(message: ToPanel): void {
    if (this.partner) this.partner.postMessage({ beckon: 1, ...message }, this.needs.origin);
  }

  /** Moves the focus into the panel. */
  focus(): void {
    if (this.frame) this.frame.focus({ preventScroll: true });
  }

  /** Takes the panel away for good. */
  remove(): void {
    this.needs.natives.unlisten(this.needs.view, "message", this.onMessage);
    this.needs.natives.clearTimer(this.waitingForHello);
    if (this.box) this.box.remove();
    this.box = this.frame = this.partner = null;
  }

  private build(): void {
    const { root, translate } = this.needs;
    const document = root.ownerDocument;
    const box = document.createElement("div");
    box.className = "panel";
    const frame = document.createElement("iframe");
    frame.title = translate("panel_title");
    frame.setAttribute("allow", "clipboard-write");
    frame.referrerPolicy = "origin";
    frame.src = this.needs.address();
    box.appendChild(frame);
    root.appendChild(box);
    this.box = box;
    this.frame = frame;
    this.waitingForHello = this.needs.natives.setTimer(
      this.needs.guard(() => this.offerWindow()),
      HELLO_WITHIN_MS,
    );
  }

  /** Where the frame is blocked, the chat is still one click away. */
  private offerWindow(): void {
    if (this.partner || !this.box) return;
    const document = this.needs.root.ownerDocument;
    const note = document.createElement("div");
    note.className = "unreachable";
    const words = document.createElement("p");
    words.textContent = this.needs.translate("panel_unreachable");
    const link = document.createElement("a");
    link.href = this.needs.address();
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = this.needs.translate("open_in_new_window");
    const close = document.createElement("button");
    close.type = "button";
    close.setAttribute("aria-label", this.needs.translate("close_chat"));
    close.appendChild(icon(document, "close", 20));
    close.onclick = this.needs.guard(() => this.needs.heard({ type: "close" }));
    note.append(words, link, close);
    this.box.appendChild(note);
  }

  private receive(event: MessageEvent): void {
    if (event.origin !== this.needs.origin || !event.source) return;
    const isFrame = this.frame !== null && event.source === this.frame.contentWindow;
    const isPopup = this.popup !== null && event.source === this.popup;
    if (!isFrame && !isPopup) return;
    const message = readFromPanel(event.data);
    if (!message) return;
    if (message.type === "hello") {
      this.needs.natives.clearTimer(this.waitingForHello);
      const note = this.box ? this.box.querySelector(".unreachable") : null;
      if (note) note.remove();
      this.partner = event.source as Window;
      this.tell({ type: "start", ...this.needs.start() });
      this.tell(this.needs.started());
      return;
    }
    if (this.partner === event.source) this.needs.heard(message);
  }
}
