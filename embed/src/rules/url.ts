/**
 * Web addresses as rules see them: host in lower case, no default port, percent-signs decoded once; for "equals" no slash at
 * the end, no tracking parameters. A pattern that begins with "/" speaks of path and query on any host.
 * Twin of app/domain/rules/urls.py. Works on texts alone, because `URL` differs between browsers.
 */

import { unicodeHost } from "./punycode";
import { fold, trimmed } from "./text";

/** An address in its parts, each folded and percent-decoded once; see the Python twin. */
export interface Address {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly bare_query: string;
  readonly fragment: string;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):(?=\/\/)/;
const PORTS: ReadonlyMap<string, string> = new Map([["http", ":80"], ["https", ":443"], ["ws", ":80"], ["wss", ":443"]]);
const TRACKING_NAMES = ["gclid", "fbclid", "msclkid"];

/** The text before and after the first occurrence of a character. */
function parted(text: string, character: string): [string, string, boolean] {
  const place = text.indexOf(character);
  return place < 0 ? [text, "", false] : [text.slice(0, place), text.slice(place + 1), true];
}

function withoutEnd(text: string, end: string): string {
  return end && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

/** The text with percent-signs decoded exactly once; runs that are not UTF-8 are kept, with capital digits. */
export function decoded(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.toUpperCase();
    }
  });
}

function isTracking(part: string): boolean {
  const name = decoded(parted(part, "=")[0]).toLowerCase();
  return name.startsWith("utm_") || TRACKING_NAMES.includes(name);
}

function foldHost(host: string, scheme: string): string {
  let name = fold(unicodeHost(host.slice(host.lastIndexOf("@") + 1)));
  const known = PORTS.get(scheme);
  for (const port of known ? [known] : scheme ? [] : [":80", ":443"]) name = withoutEnd(name, port);
  return withoutEnd(name, ".");
}

/** The parts of a whole address, of one without a scheme, or of a path; never throws. */
export function parse(url: string): Address {
  let text = trimmed(url).replace(/\\/g, "/");
  const found = SCHEME.exec(text);
  const scheme = found?.[1]?.toLowerCase() ?? "";
  if (found) text = text.slice(found[0].length);
  const hasHost = text.startsWith("//") || !text.startsWith("/");
  if (text.startsWith("//")) text = text.slice(2);
  let fragment = "";
  let query = "";
  [text, fragment] = parted(text, "#");
  [text, query] = parted(text, "?");
  let host = "";
  if (hasHost) {
    const [before, after, hasPath] = parted(text, "/");
    host = before;
    text = hasPath ? `/${after}` : "";
  }
  const bare = query.split("&").filter((part) => part && !isTracking(part)).join("&");
  return {
    scheme,
    host: foldHost(host, scheme),
    path: fold(decoded(text)),
    query: fold(decoded(query)),
    bare_query: fold(decoded(bare)),
    fragment: fold(decoded(fragment)),
  };
}

/** The path without a slash at its end. */
export function barePath(address: Address): string {
  return address.path.replace(/\/+$/, "");
}

/** Path, query and perhaps fragment as they stand, bare (for "equals"), or with exactly one slash after the path. */
export function tail(address: Address, form: "whole" | "bare" | "closed", withFragment: boolean): string {
  const path = form === "whole" ? address.path || "/" : barePath(address) + (form === "closed" ? "/" : "");
  const query = form === "bare" ? address.bare_query : address.query;
  const text = path + (query && `?${query}`);
  return withFragment && address.fragment ? `${text}#${address.fragment}` : text;
}

/** How much of an address a pattern speaks of. */
export interface Spelling {
  readonly with_scheme: boolean;
  readonly with_host: boolean;
  readonly with_fragment: boolean;
}

/** Reads the spelling off the beginning of a pattern. */
export function spellingOf(pattern: string): Spelling {
  const text = trimmed(pattern).replace(/\\/g, "/");
  const withScheme = SCHEME.test(text);
  const withHost = withScheme || text.startsWith("//") || !text.startsWith("/");
  return { with_scheme: withScheme, with_host: withHost, with_fragment: text.includes("#") };
}

function beforePath(spelling: Spelling, address: Address): string {
  if (!spelling.with_host) return "";
  return spelling.with_scheme ? `${address.scheme}://${address.host}` : address.host;
}

/** The address for "equals". */
export function bareForm(spelling: Spelling, address: Address): string {
  return beforePath(spelling, address) + tail(address, "bare", spelling.with_fragment);
}

/** The address for patterns with an open end. */
export function openForms(spelling: Spelling, address: Address): readonly string[] {
  const before = beforePath(spelling, address);
  return (["whole", "bare", "closed"] as const).map((form) => before + tail(address, form, spelling.with_fragment));
}

/** The address for "contains". */
export function wholeForm(spelling: Spelling, address: Address): string {
  const rest = tail(address, "whole", spelling.with_fragment);
  if (!spelling.with_host) return rest;
  return (address.scheme && `${address.scheme}://`) + address.host + rest;
}

/** A pattern with an open end as a text to compare with the open forms of an address. */
export function foldPattern(pattern: string): string {
  const address = parse(pattern);
  const path = !address.path && address.query && !address.host.endsWith("*") ? "/" : address.path;
  const text = beforePath(spellingOf(pattern), address) + path + (address.query && `?${address.query}`);
  return address.fragment ? `${text}#${address.fragment}` : text;
}

/** The host as people say it: without its port and a leading "www.". */
export function hostWithoutWww(host: string): string {
  return (host.endsWith("]") ? host : host.replace(/:\d+$/, "")).replace(/^www\./, "");
}
