/** Fetches a page of our own again and hands out one part of it; the server's templates stay the only place of markup. */

/** The element with this id on a fresh copy of the page at `address`; null when it cannot be had now. */
export async function freshPart(address: string, id: string, signal?: AbortSignal): Promise<Element | null> {
  const options: RequestInit = { credentials: "same-origin", redirect: "error", headers: { Accept: "text/html" } };
  try {
    const response = await fetch(address, signal === undefined ? options : { ...options, signal });
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
