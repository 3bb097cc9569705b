/** What the desk's tab says from afar: the title counts, the icon gets a dot, and so does the app where there is one. */

import { text } from "../texts";
import { handedToMe, waitingForMe } from "./alert_watch";
import { ownUnread } from "./selectors";
import type { Store } from "./store";
import { counted } from "./words";

/** The title for so many waiting chats and unread messages. */
export function titleFor(waiting: number, unread: number): string {
  if (waiting > 0) {
    return `(${waiting}) ${text("title_waiting")} · Beckon`;
  }
  if (unread > 0) {
    return `(${unread}) ${counted("title_unread", unread)} · Beckon`;
  }
  return `${text("title")} · Beckon`;
}

/** Whether the reader looks at this page now. */
export function isAttentive(): boolean {
  return !document.hidden && document.hasFocus();
}

/** Keeps title and icon true. */
export function followAttention(store: Store): () => void {
  const badge = new Badge();
  const update = (): void => {
    const waiting = waitingForMe(store.state).length + handedToMe(store.state, isAttentive()).length;
    const unread = ownUnread(store.state, isAttentive());
    const title = titleFor(waiting, unread);
    if (document.title !== title) {
      document.title = title;
    }
    badge.show(waiting + unread > 0);
    showOnApp(waiting + unread);
  };
  store.subscribe(update);
  for (const type of ["focus", "blur"] as const) {
    window.addEventListener(type, update);
  }
  document.addEventListener("visibilitychange", update);
  return update;
}

let onApp = 0;

/** Browsers that installed the desk as an app count on its icon. */
function showOnApp(count: number): void {
  if (count === onApp || !("setAppBadge" in navigator)) {
    return;
  }
  onApp = count;
  const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  done.catch(() => undefined);
}

class Badge {
  private readonly link = document.querySelector<HTMLLinkElement>("link[rel='icon']");
  private readonly plain = this.link?.href ?? "";
  private dotted: string | null = null;
  private isShown = false;

  show(isWanted: boolean): void {
    if (this.link === null || isWanted === this.isShown) {
      return;
    }
    this.isShown = isWanted;
    if (!isWanted || this.dotted !== null) {
      this.link.href = isWanted ? (this.dotted ?? this.plain) : this.plain;
      return;
    }
    void this.draw();
  }

  private async draw(): Promise<void> {
    const size = 64;
    const picture = new Image(size, size);
    picture.src = this.plain;
    try {
      await picture.decode();
    } catch {
      return;
    }
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    if (pen === null) {
      return;
    }
    pen.drawImage(picture, 0, 0, size, size);
    pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--danger");
    pen.beginPath();
    pen.arc(size * 0.75, size * 0.25, size * 0.25, 0, Math.PI * 2);
    pen.fill();
    this.dotted = canvas.toDataURL("image/png");
    if (this.isShown && this.link !== null) {
      this.link.href = this.dotted;
    }
  }
}
