/** What the panel keeps in its own partition of the browser's storage: its secret and the visitor's token. */

import { randomId } from "../shared/random_id";
import type { Drawer } from "./outbox";

const SECRET = "beckon-panel:secret";
const TOKEN = "beckon-panel:token";
const DISMISSED = "beckon-panel:dismissed";
const PROBE = "beckon-panel:probe";
const COOKIE_SECONDS = 400 * 24 * 60 * 60;

/** A place for a few named texts. */
export type Keepsake = Pick<Drawer, "getItem" | "setItem" | "removeItem">;

/** The panel's own storage, or null where the browser forbids it. */
export function openDrawer<Kept extends Keepsake>(source: () => Kept | null): Kept | null {
  try {
    const drawer = source();
    if (!drawer) return null;
    drawer.setItem(PROBE, "1");
    const isKept = drawer.getItem(PROBE) === "1";
    drawer.removeItem(PROBE);
    return isKept ? drawer : null;
  } catch {
    return null;
  }
}

/**
 * A keepsake of partitioned cookies. Some browsers refuse storage to a framed page and still keep such cookies, apart for
 * every site around it. They are only a place to remember something: no call of ours sends them and the server reads none.
 */
export function openCookies(page: Pick<Document, "cookie">, path: string): Keepsake | null {
  const write = (name: string, value: string, seconds: number): void => {
    page.cookie = `${name}=${value}; Path=${path}; Max-Age=${seconds}; Secure; SameSite=None; Partitioned`;
  };
  const drawer: Keepsake = {
    getItem(key) {
      const found = page.cookie.split("; ").find((one) => one.startsWith(`${nameOf(key)}=`));
      return found === undefined ? null : decodeURIComponent(found.slice(nameOf(key).length + 1));
    },
    setItem: (key, value) => write(nameOf(key), encodeURIComponent(value), COOKIE_SECONDS),
    removeItem: (key) => write(nameOf(key), "", 0),
  };
  return openDrawer(() => drawer);
}

function nameOf(key: string): string {
  return key.replace(":", "-");
}

function read(drawer: Keepsake | null, key: string): string | null {
  try {
    return drawer ? drawer.getItem(key) : null;
  } catch {
    return null;
  }
}

function write(drawer: Keepsake | null, key: string, value: string): void {
  try {
    if (drawer) drawer.setItem(key, value);
  } catch {
    // It stays in memory for this page.
  }
}

/** The secret that proves a chat is this browser's: made here, 132 random bits, never shown to the page around us. */
export function panelSecret(drawer: Keepsake | null): string {
  const kept = read(drawer, SECRET);
  if (kept && /^[\w-]{22,64}$/.test(kept)) return kept;
  const secret = randomId(22);
  write(drawer, SECRET, secret);
  return secret;
}

/** The visitor's token of an earlier conversation in this browser. */
export function keptToken(drawer: Keepsake | null): string | null {
  return read(drawer, TOKEN);
}

/** Keeps the visitor's token with the conversation. */
export function keepToken(drawer: Keepsake | null, token: string): void {
  write(drawer, TOKEN, token);
}

/** Whether the visitor has said that they do not want to be asked about this chat any more. */
export function isDismissed(drawer: Keepsake | null, chat: string): boolean {
  return read(drawer, DISMISSED) === chat;
}

/** Keeps that this chat, the latest one, is not asked about any more. */
export function keepDismissal(drawer: Keepsake | null, chat: string): void {
  write(drawer, DISMISSED, chat);
}
