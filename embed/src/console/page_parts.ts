/** Fetches a page of our own again and hands out one part of it; the server's templates stay the only place of markup. */

const OPTIONS: RequestInit = { credentials: "same-origin", redirect: "error", headers: { Accept: "text/html" } };

/** The element with this id on a fresh copy of the page at `address`; null when it cannot be had now. */
export function freshPart(address: string, id: string, signal?: AbortSignal): Promise<Element | null> {
  return partOf(address, id, signal === undefined ? OPTIONS : { ...OPTIONS, signal });
}

/** The same of the page that answers a form (its fields include the token of this page). */
export function answeredPart(address: string, id: string, fields: URLSearchParams): Promise<Element | null> {
  return partOf(address, id, { ...OPTIONS, method: "POST", body: fields });
}

async function partOf(address: string, id: string, options: RequestInit): Promise<Element | null> {
  try {
    const response = await fetch(address, options);
    const isPage = (response.headers.get("Content-Type") ?? "").startsWith("text/html");
    if (!isPage || (!response.ok && response.status !== 422)) {
      return null;
    }
    const copy = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = copy.getElementById(id);
    return found === null ? null : document.importNode(found, true);
  } catch {
    return null;
  }
}
