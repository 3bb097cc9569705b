/**
 * Builds page content from values that people typed. Text only ever becomes a text node, and attributes that could
 * run something are refused, so no other console module needs (or may use) an HTML sink.
 */

export type Child = Node | string | null | undefined | false;

export interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly on?: { readonly [Type in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Type]) => void };
}

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";
const REFUSED_TAGS = new Set(["script", "style", "base", "object", "embed", "meta", "link"]);
const ADDRESS_ATTRIBUTES = new Set(["href", "src", "action", "formaction", "poster", "cite", "data"]);
const SAFE_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Returns the address when following it cannot run a script, else null. Relative addresses are safe. */
export function safeAddress(address: string): string | null {
  try {
    const parsed = new URL(address, document.baseURI);
    return SAFE_SCHEMES.has(parsed.protocol) ? address : null;
  } catch {
    return null;
  }
}

/** Sets one attribute; handlers, style and srcdoc are refused loudly, unsafe addresses are left out. */
export function setAttribute(target: Element, name: string, value: string | number | boolean | null | undefined): void {
  const plainName = name.toLowerCase();
  if (plainName.startsWith("on") || plainName === "style" || plainName === "srcdoc") {
    throw new Error(`attribute ${name} cannot be set: it could run or restyle something`);
  }
  if (value === null || value === undefined || value === false) {
    target.removeAttribute(name);
    return;
  }
  const text = value === true ? "" : String(value);
  if (ADDRESS_ATTRIBUTES.has(plainName) && safeAddress(text) === null) {
    target.removeAttribute(name);
    return;
  }
  target.setAttribute(name, text);
}

/** Makes an element: `element("p", { class: "muted" }, "Hello ", element("b", { text: name }))`. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: Parts = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  if (REFUSED_TAGS.has(tag)) {
    throw new Error(`element ${tag} cannot be made here: it could run something`);
  }
  const made = document.createElement(tag);
  if (parts.class !== undefined) {
    made.className = parts.class;
  }
  if (parts.text !== undefined) {
    made.textContent = parts.text;
  }
  for (const [name, value] of Object.entries(parts.attributes ?? {})) {
    setAttribute(made, name, value);
  }
  for (const [name, value] of Object.entries(parts.data ?? {})) {
    made.dataset[name] = value;
  }
  for (const [type, listener] of Object.entries(parts.on ?? {})) {
    made.addEventListener(type, listener as EventListener);
  }
  made.append(...present(children));
  return made;
}

/** Makes an icon of the console's set, as the macro `icon` does. */
export function icon(name: string, size: 12 | 16 | 20 = 16): SVGSVGElement {
  const picture = document.createElementNS(SVG_NAMESPACE, "svg");
  picture.setAttribute("class", size === 16 ? "icon" : `icon icon-${size}`);
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG_NAMESPACE, "use");
  use.setAttribute("href", `${document.documentElement.dataset["icons"] ?? ""}#${name}`);
  picture.append(use);
  return picture;
}

/** Puts these children in the place of all others. */
export function replaceChildren(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...present(children));
}

/** Writes a text only when it differs, so that an unchanged page causes no work and no announcement. */
export function setText(target: Node, text: string): void {
  if (target.textContent !== text) {
    target.textContent = text;
  }
}

/**
 * Makes a parent show exactly these items in this order: rows are found again by their key, so focus, selection and
 * scroll position survive, and only what changed is touched. Children without a key are left alone.
 */
export function reconcile<Item, Row extends HTMLElement>(
  parent: HTMLElement,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  create: (item: Item) => Row,
  update: (row: Row, item: Item) => void,
): void {
  const rows = new Map<string, Row>();
  const wanted = new Set(items.map(keyOf));
  for (const child of Array.from(parent.children)) {
    const key = child instanceof HTMLElement ? child.dataset["key"] : undefined;
    if (key !== undefined && wanted.has(key)) {
      rows.set(key, child as Row);
    } else if (key !== undefined) {
      child.remove();
    }
  }
  let place: Element | null = firstKeyed(parent);
  for (const item of items) {
    const key = keyOf(item);
    const row = rows.get(key) ?? create(item);
    row.dataset["key"] = key;
    update(row, item);
    if (row === place) {
      place = row.nextElementSibling;
    } else {
      parent.insertBefore(row, place);
    }
  }
}

function firstKeyed(parent: HTMLElement): Element | null {
  return Array.from(parent.children).find((child) => child instanceof HTMLElement && "key" in child.dataset) ?? null;
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false);
}
