import assert from "node:assert/strict";
import { test } from "node:test";
import { keepToken, keptToken, openCookies, openDrawer, panelSecret } from "../../src/panel/keeping";

/** A cookie jar as a browser shows it to a page. */
function jar(isOpen = true): { cookie: string; readonly written: string[] } {
  const kept = new Map<string, string>();
  const written: string[] = [];
  return {
    written,
    get cookie() {
      return Array.from(kept, ([name, value]) => `${name}=${value}`).join("; ");
    },
    set cookie(line: string) {
      written.push(line);
      const [pair = "", ...rest] = line.split("; ");
      const equals = pair.indexOf("=");
      if (!isOpen) return;
      if (rest.includes("Max-Age=0")) kept.delete(pair.slice(0, equals));
      else kept.set(pair.slice(0, equals), pair.slice(equals + 1));
    },
  };
}

test("where storage is refused, partitioned cookies keep the secret and the token for the panel's own address", () => {
  const page = jar();
  const first = openCookies(page, "/embed/panel");
  const secret = panelSecret(first);
  keepToken(first, "a.b=c; d");

  const later = openCookies(page, "/embed/panel");

  assert.equal(panelSecret(later), secret);
  assert.equal(keptToken(later), "a.b=c; d");
  for (const line of page.written) assert.match(line, /; Path=\/embed\/panel; .*Secure; SameSite=None; Partitioned$/);
});

test("where cookies are refused too, nothing is kept and the secret is a new one each time", () => {
  assert.equal(openCookies(jar(false), "/embed/panel"), null);
  assert.notEqual(panelSecret(null), panelSecret(null));
});

test("a storage that takes everything and gives nothing back counts as none", () => {
  assert.equal(openDrawer(() => ({ getItem: () => null, setItem: () => undefined, removeItem: () => undefined })), null);
  assert.equal(openDrawer(() => { throw new Error("denied"); }), null);
});
