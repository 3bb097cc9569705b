/** Files to take along: the page says how far one is, starts none twice, and says so when one breaks off. */

import { element, icon } from "./safe_dom";
import { text } from "./texts";
import { toast } from "./toast";

const DRAWN_MILLISECONDS = 250;
const FORGOTTEN_MILLISECONDS = 60_000;

/** Makes links with `data-download` fetch their file with a line that shows how far it is. Without script they are links. */
export function startDownloads(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-download]") : null;
    if (link === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    event.preventDefault();
    if (link.getAttribute("aria-busy") !== "true") {
      link.setAttribute("aria-busy", "true");
      void download(link.href).finally(() => link.removeAttribute("aria-busy"));
    }
  });
}

/** `1.2 MB`, in the reader's way of writing numbers. */
export function sizeWords(bytes: number, language: string): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, "kilobyte"] : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

async function download(address: string): Promise<void> {
  const stop = new AbortController();
  const line = new ProgressLine(() => stop.abort());
  try {
    const answer = await fetch(address, { credentials: "same-origin", redirect: "error", signal: stop.signal });
    const isFile = answer.headers.get("Content-Disposition")?.startsWith("attachment") === true;
    if (!answer.ok || !isFile || answer.body === null) {
      throw new Error(`answered with ${answer.status}`);
    }
    keep(await collected(answer.body, (bytes) => line.draw(bytes)), nameOf(answer));
    line.done();
  } catch {
    line.remove();
    toast(text(stop.signal.aborted ? "download.stopped" : "download.failed"), { tone: stop.signal.aborted ? "info" : "error" });
  }
}

/** What has arrived is put together every now and then, so that the browser may move it out of the memory. */
async function collected(body: ReadableStream<Uint8Array>, draw: (bytes: number) => void): Promise<Blob> {
  const reader = body.getReader();
  let whole = new Blob();
  let parts: BlobPart[] = [];
  let bytes = 0;
  let drawnAt = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return new Blob([whole, ...parts]);
    }
    parts.push(value as BlobPart);
    bytes += value.byteLength;
    if (parts.length >= 256) {
      whole = new Blob([whole, ...parts]);
      parts = [];
    }
    if (performance.now() - drawnAt > DRAWN_MILLISECONDS) {
      drawnAt = performance.now();
      draw(bytes);
    }
  }
}

function nameOf(answer: Response): string {
  return /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "beckon";
}

function keep(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = element("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), FORGOTTEN_MILLISECONDS);
}

class ProgressLine {
  private readonly box = element("div", { class: "toast toast-info", data: { downloading: "" } }, icon("download"));
  private readonly words = element("span", { text: text("download.preparing") });
  private readonly amount = element("span", { class: "muted", attributes: { "aria-hidden": "true" } });

  constructor(stop: () => void) {
    const button = element("button", { class: "button button-quiet", text: text("download.stop"), attributes: { type: "button" }, on: { click: stop } });
    this.box.append(this.words, this.amount, button);
    document.getElementById("toasts")?.append(this.box);
  }

  /** Says it once for those who listen; the amount is for those who look. */
  draw(bytes: number): void {
    if (this.words.textContent !== text("download.running")) {
      this.words.textContent = text("download.running");
    }
    this.amount.textContent = sizeWords(bytes, document.documentElement.lang);
  }

  done(): void {
    this.box.remove();
    toast(text("download.done"));
  }

  remove(): void {
    this.box.remove();
  }
}
