/** The address bar says what is open, so that reloading, going back and sending a link work. */

import type { Open } from "./state";

/** What an address opens. */
export function openOfAddress(search: string): Open {
  const wanted = new URLSearchParams(search);
  return { chat: wanted.get("chat"), visitor: wanted.get("visitor") };
}

/** The note at which an address opens its chat, for instance that of a letter. */
export function noteOfAddress(search: string): number | null {
  const wanted = Number(new URLSearchParams(search).get("note"));
  return Number.isSafeInteger(wanted) && wanted > 0 ? wanted : null;
}

/** The address of what is open. */
export function addressOfOpen(open: Open): string {
  if (open.chat !== null) {
    return `/?chat=${encodeURIComponent(open.chat)}`;
  }
  return open.visitor === null ? "/" : `/?visitor=${encodeURIComponent(open.visitor)}`;
}

/** Writes the address; going back returns to what was open before. */
export function showPlace(open: Open): void {
  const address = addressOfOpen(open);
  if (location.pathname + location.search !== address) {
    history.pushState(null, "", address);
  }
}
