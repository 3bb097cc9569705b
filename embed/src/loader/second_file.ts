/** Loads what lies behind the launcher when it is first needed, and keeps what is asked of it until then, in order. */

import type { Guard, Natives } from "./natives";

declare const BECKON_STAGE_MARK: string;

const RETRY_MS = 1500;

/** What the second file holds. */
export type Parts = typeof import("../second_file");

type Job = (parts: Parts) => void;

/** The second file of one page. */
export class SecondFile {
  private parts: Parts | null = null;
  private waiting: Job[] = [];
  private isLoading = false;
  /** True when it cannot be had: a page's policy or a content blocker stands in the way. */
  isBlocked = false;

  constructor(
    private readonly natives: Natives,
    private readonly guard: Guard,
    private readonly base: string,
    /** Told once when it cannot be had. */
    private readonly blocked: () => void,
  ) {}

  /** Begins to load, because it is likely to be needed soon. */
  warm(): void {
    if (this.parts || this.isLoading || this.isBlocked) return;
    this.isLoading = true;
    this.guard(async () => this.arrive(await this.load()))();
  }

  /** Does something with it: now where it is there, else as soon as it is. */
  run(job: Job): void {
    if (this.parts) {
      job(this.parts);
      return;
    }
    if (this.isBlocked) return;
    this.waiting.push(job);
    this.warm();
  }

  /** Forgets what waits. */
  abandon(): void {
    this.waiting = [];
  }

  private arrive(parts: Parts | null): void {
    this.isLoading = false;
    this.parts = parts;
    const jobs = this.waiting.splice(0);
    if (parts) for (const job of jobs) this.guard(job)(parts);
    else {
      this.isBlocked = true;
      this.blocked();
    }
  }

  /** Tries twice. The address carries a mark of the content; an import needs no permission beyond the loader's own. */
  private async load(): Promise<Parts | null> {
    const address = `${this.base}/embed/static/stage.js?v=${BECKON_STAGE_MARK}`;
    try {
      return (await import(address)) as Parts;
    } catch {
      // A thenable, because the page's own Promise may be a replacement.
      await { then: (resume: () => void) => void this.natives.setTimer(resume, RETRY_MS) };
    }
    try {
      return (await import(address + "&again")) as Parts;
    } catch (problem) {
      this.natives.debug(problem);
      return null;
    }
  }
}
