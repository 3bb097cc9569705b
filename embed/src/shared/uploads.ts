/** Files on their way to the server: one of a chat after the other, each with how far it is; a failed one can go again. */

import { isRecord } from "./json_text";
import { randomId } from "./random_id";

/** What may be sent: endings such as `.png`, and the most bytes of one file. */
export interface FileRules {
  readonly endings: readonly string[];
  readonly bytes: number;
}

/** One file on its way. `id` is made once and stays through every retry, so that the server stores it once. */
export interface Upload {
  readonly id: string;
  readonly chat: string;
  readonly file: File;
  /** failed: the reader is told why and may try again, unless another try would end the same way. */
  readonly state: "waiting" | "sending" | "failed";
  /** How much has arrived, from 0 to 1. */
  readonly progress: number;
  /** Why it failed: a code of the server, `unreachable`, or what was seen before it went. */
  readonly code: string;
  readonly canRetry: boolean;
}

/** An answer of the server to one file; status 0 when there was none. */
export interface FileAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One file under way. */
export interface Transfer {
  readonly answer: Promise<FileAnswer>;
  cancel(): void;
}

/** What the queue needs. */
export interface UploadNeeds {
  readonly rules: () => FileRules | null;
  readonly transfer: (upload: Upload, progress: (part: number) => void) => Transfer;
  readonly arrived: (upload: Upload, body: unknown) => void;
  readonly changed: () => void;
}

/** Refusals that stay refusals for the same file. */
const FOR_GOOD: readonly number[] = [400, 403, 404, 413, 415, 422];

/** The code of a refusal. */
export function codeOf({ status, body }: FileAnswer): string {
  const error = isRecord(body) && isRecord(body.error) ? body.error : {};
  if (typeof error.code === "string") return error.code;
  return status === 413 ? "file_too_large" : "unreachable";
}

/** What is wrong with a file before it goes, or an empty text. */
export function problemOf(file: Pick<File, "name" | "size">, rules: FileRules | null): string {
  if (!rules) return "files_off";
  const name = file.name.toLowerCase();
  if (!rules.endings.some((ending) => name.endsWith(ending))) return "file_kind_refused";
  if (file.size > rules.bytes) return "file_too_large";
  return file.size === 0 ? "file_empty" : "";
}

/** The queue. */
export class Uploads {
  private found: readonly Upload[] = [];
  private readonly transfers = new Map<string, Transfer>();

  constructor(private readonly needs: UploadNeeds) {}

  /** The files of a chat that are on their way or failed, in the order in which they were chosen. */
  of(chat: string): readonly Upload[] {
    return this.found.filter((one) => one.chat === chat);
  }

  /** Whether anything is on its way. */
  get isBusy(): boolean {
    return this.found.some((one) => one.state !== "failed");
  }

  /** Takes files on their way into a chat. */
  add(chat: string, files: readonly File[]): void {
    const rules = this.needs.rules();
    const added = files.map((file): Upload => {
      const code = problemOf(file, rules);
      return { id: randomId(), chat, file, state: code ? "failed" : "waiting", progress: 0, code, canRetry: false };
    });
    this.found = [...this.found, ...added];
    this.work();
  }

  /** Stops a file and forgets it. */
  cancel(id: string): void {
    const transfer = this.transfers.get(id);
    this.transfers.delete(id);
    this.found = this.found.filter((one) => one.id !== id);
    if (transfer) transfer.cancel();
    this.work();
  }

  /** Tries a failed file again. */
  retry(id: string): void {
    this.change(id, { state: "waiting", progress: 0, code: "" });
    this.work();
  }

  /** Tries everything again that could not be delivered for want of a line. */
  lineIsBack(): void {
    for (const one of this.found) if (one.code === "unreachable") this.retry(one.id);
  }

  private work(): void {
    const busy = new Set(this.found.filter((one) => one.state === "sending").map((one) => one.chat));
    for (const one of this.found) {
      if (one.state !== "waiting" || busy.has(one.chat)) continue;
      busy.add(one.chat);
      this.begin(one);
    }
    this.needs.changed();
  }

  private begin(upload: Upload): void {
    this.change(upload.id, { state: "sending" });
    const transfer = this.needs.transfer(upload, (progress) => {
      if (!this.transfers.has(upload.id)) return;
      this.change(upload.id, { progress });
      this.needs.changed();
    });
    this.transfers.set(upload.id, transfer);
    void transfer.answer.then((answer) => this.answered(upload, answer));
  }

  private answered(upload: Upload, answer: FileAnswer): void {
    if (!this.transfers.delete(upload.id)) return;
    if (answer.status >= 200 && answer.status < 300) {
      this.found = this.found.filter((one) => one.id !== upload.id);
      this.needs.arrived(upload, answer.body);
    } else {
      this.change(upload.id, { state: "failed", code: codeOf(answer), canRetry: !FOR_GOOD.includes(answer.status) });
    }
    this.work();
  }

  private change(id: string, change: Partial<Upload>): void {
    this.found = this.found.map((one) => (one.id === id ? { ...one, ...change } : one));
  }
}

/** Sends a file, and texts beside it, as a form with XMLHttpRequest, which alone tells how far it is. */
export function sendFile(
  address: string, headers: Readonly<Record<string, string>>, upload: Upload, progress: (part: number) => void, beside: Readonly<Record<string, string>> = {},
): Transfer {
  const request = new XMLHttpRequest();
  const answer = new Promise<FileAnswer>((resolve) => {
    request.open("POST", address);
    for (const name of Object.keys(headers)) request.setRequestHeader(name, headers[name] as string);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.total > 0 && progress(event.loaded / event.total));
    request.addEventListener("loadend", () => resolve({ status: request.status, body: request.response as unknown }));
    const form = new FormData();
    form.append("client_id", upload.id);
    for (const name of Object.keys(beside)) form.append(name, beside[name] as string);
    form.append("file", upload.file, upload.file.name);
    request.send(form);
  });
  return { answer, cancel: () => request.abort() };
}

/** The files of a paste or a drop; a paste that has words as well is words, as when cells of a table are copied. */
export function filesOf(data: DataTransfer | null): readonly File[] {
  return data ? Array.from(data.files) : [];
}
