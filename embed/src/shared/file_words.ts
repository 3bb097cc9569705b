/** How files are spoken of: their size, their kind, and the room that a picture takes. */

/** A file that was sent in a chat, as the server tells of it. */
export interface SentFile {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels, of pictures only. */
  readonly width: number | null;
  readonly height: number | null;
}

const STEP = 1024;
const UNITS = ["byte", "kilobyte", "megabyte"] as const;

/** A size as people read it: 3 bytes, 12 kB, 1.4 MB. */
export function fileSize(bytes: number, language: string): string {
  const step = bytes < STEP ? 0 : bytes < STEP * STEP ? 1 : 2;
  const amount = bytes / STEP ** step;
  const digits = amount < 10 && step > 0 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: "unit", unit: UNITS[step] as string, unitDisplay: step === 0 ? "long" : "short", maximumFractionDigits: digits }).format(amount);
}

/** The kind in a word: PDF, DOCX. */
export function fileKind(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot + 1).toUpperCase();
}

/** Whether a page may show it. */
export function isPicture(file: SentFile): boolean {
  return file.kind.startsWith("image/") && file.width !== null && file.height !== null;
}

/** The room of a picture within a frame, never larger than itself; both in CSS pixels. */
export function roomOf(file: SentFile, most: { readonly width: number; readonly height: number }): { readonly width: number; readonly height: number } {
  const width = Math.max(1, file.width ?? 1);
  const height = Math.max(1, file.height ?? 1);
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Reads a file of a message; null when it is not one. */
export function readSentFile(value: unknown): SentFile | null {
  if (typeof value !== "object" || value === null) return null;
  const { key, name, kind, size, width, height } = value as Record<string, unknown>;
  if (typeof key !== "string" || typeof name !== "string" || typeof kind !== "string" || typeof size !== "number") return null;
  return { key, name, kind, size, width: typeof width === "number" ? width : null, height: typeof height === "number" ? height : null };
}
