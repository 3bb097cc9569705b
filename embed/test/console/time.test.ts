import assert from "node:assert/strict";
import { test } from "node:test";

import { initials } from "../../src/console/initials";
import { safeAddress } from "../../src/console/safe_dom";
import { ago, clockSince } from "../../src/console/time";

const NOW = new Date("2026-11-21T10:00:00Z");
const page = { documentElement: { lang: "en" }, baseURI: "https://help.shop.example/desk" };
Object.assign(globalThis, { document: page });
Object.defineProperty(globalThis, "navigator", { value: { language: "en" }, configurable: true });

function before(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1000);
}

test("a moment is told in the largest unit that fits, without abbreviation dots", () => {
  page.documentElement.lang = "en";
  const told = [0, 12, 59, 60, 125, 3600, 86_400, 3 * 86_400].map((seconds) => ago(before(seconds), NOW));
  assert.deepEqual(told, ["now", "12 sec ago", "59 sec ago", "1 min ago", "2 min ago", "1 hr ago", "yesterday", "3 days ago"]);
});

test("a moment older than a week is told by its date", () => {
  page.documentElement.lang = "en";
  assert.equal(ago(before(30 * 86_400), NOW), "Oct 22, 2026");
});

test("a moment is told in the language of the page", () => {
  page.documentElement.lang = "de";
  assert.equal(ago(before(120), NOW), "vor 2 Min");
});

test("a moment in the future, as a clock that runs ahead gives it, counts as now", () => {
  page.documentElement.lang = "en";
  assert.equal(ago(before(-30), NOW), "now");
  assert.equal(clockSince(before(-30), NOW), "0:00");
});

test("a running clock shows hours only when there are some", () => {
  assert.deepEqual([7, 750, 3723].map((seconds) => clockSince(before(seconds), NOW)), ["0:07", "12:30", "1:02:03"]);
});

test("an avatar shows the letters that the server would show", () => {
  assert.deepEqual(["Anna Berger", "anna", "Jean-Baptiste", "Ana María de la Cruz", "", "🦊", "🦊 Fox"].map(initials), ["AB", "A", "JB", "AC", "·", "·", "F"]);
});

test("an address that could run a script is not an address", () => {
  for (const address of ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "blob:x", "http://["]) {
    assert.equal(safeAddress(address), null, address);
  }
  assert.equal(safeAddress("/visitors/7?a=b#c"), "/visitors/7?a=b#c");
  assert.equal(safeAddress("https://shop.example/"), "https://shop.example/");
});
