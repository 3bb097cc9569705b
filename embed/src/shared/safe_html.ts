/** Copies formatted text into the page element by element: only what is on the list survives, the rest becomes plain text. */

const KEPT = new Set([
  "P", "BR", "B", "STRONG", "I", "EM", "U", "S", "A", "UL", "OL", "LI", "SPAN", "DIV", "IMG", "H1", "H2", "H3", "H4",
  "BLOCKQUOTE", "CODE", "PRE", "HR", "SMALL", "SUB", "SUP",
]);
const DROPPED = new Set([
  "SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "EMBED", "SVG", "MATH", "TITLE", "TEXTAREA", "SELECT", "FORM",
  "HEAD", "META", "LINK", "BASE",
]);
const MAX_NODES = 2000;
const MAX_DEPTH = 30;

/** An absolute http(s) address, else null. */
export function webAddress(text: string | null, base?: string): URL | null {
  if (!text) return null;
  try {
    const url = new URL(text.trim(), base);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

/** Where a link may lead: a web address, a mail address or a telephone number; else null. */
export function linkAddress(text: string | null, base?: string): URL | null {
  if (text && /^(mailto|tel):[^\s<>"]+$/i.test(text.trim())) return new URL(text.trim());
  return webAddress(text, base);
}

/** Makes a link open beside the page and give nothing away. */
export function dressLink(link: HTMLAnchorElement, address: URL): void {
  link.href = address.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
}

function copyAttributes(from: Element, to: HTMLElement, base: string): boolean {
  if (from.tagName === "A") {
    const raw = (from.getAttribute("href") || "").trim();
    const contact = /^(mailto|tel):[^\s<>"]+$/i.test(raw);
    const address = contact ? null : webAddress(raw, base);
    if (contact) (to as HTMLAnchorElement).href = raw;
    else if (address) dressLink(to as HTMLAnchorElement, address);
  }
  if (from.tagName === "IMG") {
    const raw = from.getAttribute("src") || "";
    // Our own pictures are named from the server's root, wherever on its host that is.
    const root = raw.indexOf("/embed/files/") ? "" : (base.split("/embed/")[0] as string).replace(/\/$/, "");
    const address = webAddress(root + raw, base);
    if (!address) return false;
    const image = to as HTMLImageElement;
    image.src = address.href;
    image.alt = from.getAttribute("alt") || "";
    image.decoding = "async";
    for (const side of ["width", "height"] as const) {
      const size = parseInt(from.getAttribute(side) || "", 10);
      if (size > 0 && size <= 1000) image[side] = size;
    }
  }
  const names = from.getAttribute("class");
  if (names) to.className = names.slice(0, 200);
  const direction = from.getAttribute("dir");
  if (direction && /^(ltr|rtl|auto)$/.test(direction)) to.dir = direction;
  return true;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

let passport: { createHTML(html: string): string } | null = null;

/** Pages may demand that markup is vouched for; ours only ever goes into an inert document that is copied by list. */
function vouched(html: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return html;
  passport = passport || types.createPolicy("beckon", { createHTML: (text) => text });
  return passport.createHTML(html);
}

/** Parses inertly and copies what is allowed; null when the page's policy forbids parsing at all. */
export function safeFragment(document: Document, html: string, base: string): DocumentFragment | null {
  let parsed: Document;
  try {
    parsed = new DOMParser().parseFromString(vouched(html), "text/html");
  } catch {
    return null;
  }
  let left = MAX_NODES;
  const copyChildren = (from: Node, to: Node, depth: number): void => {
    for (let child = from.firstChild; child && left > 0; child = child.nextSibling) {
      left -= 1;
      if (child.nodeType === 3) {
        to.appendChild(document.createTextNode(child.nodeValue || ""));
        continue;
      }
      if (child.nodeType !== 1 || depth > MAX_DEPTH) continue;
      const element = child as Element;
      const name = element.tagName.toUpperCase();
      if (DROPPED.has(name)) continue;
      if (!KEPT.has(name)) {
        copyChildren(element, to, depth + 1);
        continue;
      }
      const copy = document.createElement(name.toLowerCase());
      if (!copyAttributes(element, copy, base)) continue;
      copyChildren(element, copy, depth + 1);
      to.appendChild(copy);
    }
  };
  const fragment = document.createDocumentFragment();
  copyChildren(parsed.body, fragment, 0);
  return fragment;
}

/** Shows formatted text where it can be parsed safely, else the plain words. */
export function fillMessage(target: HTMLElement, html: string | null, text: string, base: string): void {
  const fragment = html ? safeFragment(target.ownerDocument, html, base) : null;
  target.textContent = "";
  if (fragment && fragment.textContent !== null && (fragment.textContent.trim() || fragment.querySelector("img"))) {
    target.appendChild(fragment);
  } else {
    target.textContent = text;
  }
}
