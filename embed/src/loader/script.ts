/** Finds our own script element, whose address says where Beckon lives. */

/** Where this Beckon answers, and the base path under which it is mounted. */
export interface Home {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Origin plus the path in front of `/embed/…`, without a slash at the end. */
  readonly base: string;
}

const PATHS = ["/embed/beckon.js", "/design/defaulttheme/js/widgetv2/index.js"];

/** Splits the address of our script into origin and base; null when the address is not one of ours. */
export function homeOf(address: string, pageAddress: string): Home | null {
  let url: URL;
  try {
    url = new URL(address, pageAddress);
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  for (const path of PATHS) {
    const end = url.pathname.length - path.length;
    if (end >= 0 && url.pathname.slice(end) === path) {
      return { origin: url.origin, base: url.origin + url.pathname.slice(0, end) };
    }
  }
  return null;
}

/** The home of the running script: the current script, else the last script element with one of our paths. */
export function findHome(document: Document): Home | null {
  const current = document.currentScript as HTMLScriptElement | null;
  if (current && current.src) {
    const known = homeOf(current.src, document.baseURI);
    if (known) return known;
    // A site owner may serve the loader under a neutral name: then it still belongs to the host that sent it.
    const url = new URL(current.src, document.baseURI);
    return { origin: url.origin, base: url.origin };
  }
  const scripts = document.getElementsByTagName("script");
  for (let index = scripts.length - 1; index >= 0; index -= 1) {
    const script = scripts[index];
    const known = script && script.src ? homeOf(script.src, document.baseURI) : null;
    if (known) return known;
  }
  return null;
}
