/** Where a picture of a message can be seen on this page: only those of this server may be loaded here. */

const PLACE = /^\{proactive_img_([1-5])\}$/;

/** The address behind a place such as {proactive_img_1}, as the form has it; other addresses are their own. */
export function placedPicture(form: HTMLFormElement, address: string): string {
  const place = PLACE.exec(address);
  if (place === null) return address;
  const field = form.elements.namedItem(`pictures-${Number(place[1]) - 1}`);
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}

/** A whole address that this page may load, or null. */
export function shownPicture(form: HTMLFormElement, address: string): string | null {
  const found = placedPicture(form, address);
  const base = form.dataset["filesUrl"] ?? "/embed/files/";
  return found.startsWith("/embed/files/") ? new URL(base + found.slice("/embed/files/".length), document.baseURI).href : null;
}
