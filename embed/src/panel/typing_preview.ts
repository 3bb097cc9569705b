/** Tells what stands in the box, at most once a second and cut to what the server takes; nothing of it is kept anywhere. */

const EVERY_MS = 1100;
const LONGEST_PREVIEW = 500;

/** Used only where the visitor reads that what they type can be seen. */
export class TypingPreview {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest = "";
  private told = "";

  constructor(private readonly tell: (chat: string, text: string) => void) {}

  /** The box holds this now. */
  typed(chat: string, text: string): void {
    this.latest = text.slice(0, LONGEST_PREVIEW);
    if (this.timer !== undefined) return;
    this.send(chat);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (this.latest !== this.told) this.typed(chat, this.latest);
    }, EVERY_MS);
  }

  /** The words were sent: there is nothing left to tell. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.latest = this.told = "";
  }

  private send(chat: string): void {
    this.told = this.latest;
    this.tell(chat, this.latest);
  }
}
