/** Reads a classic `LHC_API.args` block as options of ours, and says once which keys have no meaning here. */

import { isRecord } from "../shared/json_text";
import { namedValue, textList, type NamedValue } from "../loader/options";

/** Keys of the classic block that are known, and do nothing here. */
const WITHOUT_MEANING = new Set([
  "pnode", "expandw", "expandh", "fscreen", "mobile_view", "drag_enabled", "animate_nh", "status_delay", "hide_parent", "hide_iframe",
  "hhtml", "lhc_base_url", "dep_default", "product", "operator", "priority", "subject_id", "bot_id", "trigger_id", "survey",
  "leaveamessage", "offline", "offline_redirect", "UUID", "vars_encrypted", "profile_pic", "chat_id", "chat_hash", "fresh", "kcw",
  "phash", "pvhash", "domain", "cookie_per_page", "scope_storage", "check_messages", "before_init", "manual_init",
  "loadcb", "react_attr", "csp", "debug", "protocol", "pwidth", "pheight", "attr_prefill",
]);

const LANGUAGES: Readonly<Record<string, string>> = {
  eng: "en", ger: "de", deu: "de", fre: "fr", fra: "fr", esp: "es", spa: "es", ita: "it", dut: "nl", nld: "nl", por: "pt",
  pol: "pl", lit: "lt", rus: "ru", tur: "tr", dan: "da", nor: "no", swe: "sv", fin: "fi", cze: "cs", ces: "cs", hun: "hu",
  chi: "zh", zho: "zh", jpn: "ja", kor: "ko", ara: "ar", heb: "he", gre: "el", ell: "el", rum: "ro", ron: "ro", bul: "bg",
};

/** The language as a tag: the classic writes `eng/`, `ger`, or a plain two-letter code. */
export function classicLanguage(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const word = value.replace(/\//g, "").trim().toLowerCase();
  if (!word) return null;
  return LANGUAGES[word] || value.replace(/\//g, "").trim();
}

function classicId(item: Readonly<Record<string, unknown>>): string | undefined {
  return [item.id, item.identifier, item.key, item.name, item.event].find((one): one is string => typeof one === "string");
}

/** Events and conversions: a list, one object, a comma-separated text, or pairs of id and value; `val` is the classic value. */
export function classicNamed(value: unknown): NamedValue[] {
  if (typeof value === "string") {
    return value.split(",").map((id) => id.trim()).filter((id) => id !== "").map((id) => ({ id }));
  }
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item: unknown) => {
    const named = namedValue(isRecord(item) ? { ...item, id: classicId(item), value: item.value ?? item.val } : item);
    return named ? [named] : [];
  });
}

function classicPosition(args: Readonly<Record<string, unknown>>): string {
  const side = String(args.position_placement || args.position || "");
  if (args.position === "api" || args.hide_status === true) return "none";
  const height = /middle/.test(side) ? "middle" : "bottom";
  return `${height}-${/left/.test(side) ? "left" : "right"}`;
}

function wholeNumber(value: unknown, lowest: number, highest: number): number | undefined {
  const number = typeof value === "string" ? parseInt(value, 10) : value;
  if (typeof number !== "number" || !isFinite(number) || number <= 0) return undefined;
  return Math.max(lowest, Math.min(highest, Math.round(number)));
}

const READERS: Readonly<Record<string, (value: unknown, args: Readonly<Record<string, unknown>>) => Record<string, unknown>>> = {
  identifier: (value) => (value ? { identifier: String(value).slice(0, 50) } : {}),
  department: (value) => ({ department: textList(value) || [] }),
  lang: (value) => ({ language: classicLanguage(value) }),
  theme: (value) => ({ theme: Array.isArray(value) ? String(value[0] ?? "") || null : value ? String(value) : null }),
  tag: (value) => ({ tags: typeof value === "string" ? value.split(",").map((tag) => tag.trim()).filter((tag) => tag) : textList(value) || [] }),
  events: (value) => ({ events: classicNamed(value) }),
  conversion: (value) => ({ conversion: classicNamed(value) }),
  proactive: (value) => ({ proactive: value !== false && value !== 0 && value !== "false" }),
  position: (_value, args) => ({ position: classicPosition(args) }),
  hide_status: (_value, args) => ({ position: classicPosition(args) }),
  mode: (value) => ({ mode: value === "embed" ? "inline" : value === "popup" ? "popup" : "widget", ...(value === "embed" ? { target: "#lhc_status_container_page" } : {}) }),
  wwidth: (value) => given("width", wholeNumber(value, 240, 1200)),
  wheight: (value) => given("height", wholeNumber(value, 240, 1600)),
  sright: (value) => given("offset_x", wholeNumber(value, 0, 2000)),
  sbottom: (value) => given("offset_y", wholeNumber(value, 0, 2000)),
  lhc_var: (value) => ({ visitor: { attributes: hiddenAttributes(value) } }),
  cookie_enabled: (value) => (value === false || value === 0 ? { storage: "none" } : {}),
  do_not_track_url: () => ({}),
};

/** The classic page variables, which operators do not see; a message names them as `{lhc.var.key}`. */
function hiddenAttributes(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.keys(value).map((key) => [`lhc.var.${key}`, value[key]]));
}

function given(name: string, value: number | undefined): Record<string, unknown> {
  return value === undefined ? {} : { [name]: value };
}

/** Translates the block; `tell` hears one sentence naming every key that is ignored. */
export function classicOptions(args: unknown, tell: (sentence: string) => void): Record<string, unknown> | undefined {
  if (!isRecord(args)) return undefined;
  const options: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const key of Object.keys(args)) {
    const reader = Object.prototype.hasOwnProperty.call(READERS, key) ? READERS[key] : undefined;
    if (reader) Object.assign(options, reader(args[key], args));
    else if (key === "position_placement") Object.assign(options, { position: classicPosition(args) });
    else ignored.push(WITHOUT_MEANING.has(key) ? key : `${key} (unknown)`);
  }
  if (ignored.length) tell(`these classic arguments mean nothing here and are ignored: ${ignored.join(", ")}.`);
  return options;
}
