/** Writes and reads JSON without trusting the page: a host's `toJSON` or replaced `JSON` object changes nothing. */

const ESCAPED = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/g;
const MAX_DEPTH = 12;

function quoted(text: string): string {
  return '"' + text.replace(/[\ud800-\udbff][\udc00-\udfff]|[^]/g, (unit) => unit.length === 2 ? unit : unit.replace(ESCAPED, escapedUnit)) + '"';
}

function escapedUnit(unit: string): string {
  if (unit === '"' || unit === "\\") return "\\" + unit;
  const code = unit.charCodeAt(0);
  if (code >= 0xd800 && code <= 0xdfff) return "\\ufffd";
  return "\\u" + ("000" + code.toString(16)).slice(-4);
}

/** The JSON of plain data; functions, symbols and anything deeper than 12 levels become null. */
export function toJson(value: unknown, depth = 0): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") return isFinite(value) ? String(value) : "null";
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return "null";
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) parts[index] = toJson(value[index], depth + 1);
    return "[" + parts.join(",") + "]";
  }
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (item !== undefined && typeof item !== "function") parts[parts.length] = quoted(key) + ":" + toJson(item, depth + 1);
  }
  return "{" + parts.join(",") + "}";
}

/** True for an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
