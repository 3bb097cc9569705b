import assert from "node:assert/strict";
import { test } from "node:test";
import { makeGuard, type Natives } from "../../src/loader/natives";
import { PageViews, type PageReason } from "../../src/tracking/page_views";

/** A browser window in miniature: an address, a history, and timers that run when the test says so. */
function browser(router: "history" | "hash" = "history") {
  const view = new EventTarget() as EventTarget & { location: { href: string }; history: Record<string, (...args: unknown[]) => unknown> };
  view.location = { href: "https://shop.test/" };
  const go = (url: unknown): void => {
    view.location.href = new URL(String(url), view.location.href).href;
  };
  view.history = { pushState: (_state, _title, url) => go(url), replaceState: (_state, _title, url) => go(url) };
  const original = { ...view.history };
  let now = 10_000;
  let timers: { at: number; run: () => void }[] = [];
  const natives: Natives = {
    parse: JSON.parse,
    fetch: () => Promise.reject(new Error("no network here")),
    listen: (target, type, listener) => target.addEventListener(type, listener),
    unlisten: (target, type, listener) => target.removeEventListener(type, listener),
    setTimer: (run, milliseconds) => timers.push({ at: now + milliseconds, run }),
    clearTimer: (id) => { if (timers[id - 1]) (timers[id - 1] as { at: number }).at = Infinity; },
    debug: () => undefined,
    warn: () => undefined,
  };
  const pages: [PageReason, string][] = [];
  const views = new PageViews({
    view: view as unknown as Window & typeof globalThis, natives, guard: makeGuard(natives), router,
    now: () => now, begun: (reason) => pages.push([reason, view.location.href]),
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    const due = timers.filter((timer) => timer.at <= now);
    timers = timers.map((timer) => (timer.at <= now ? { ...timer, at: Infinity } : timer));
    for (const timer of due) timer.run();
  };
  return { view, views, pages, pass, original };
}

test("a load is a page", () => {
  const { views, pages } = browser();
  views.start();
  assert.deepEqual(pages, [["load", "https://shop.test/"]]);
});

test("a path or query change through the history is a page, a mere replaceState of the same address is not", () => {
  const { view, views, pages, pass } = browser();
  views.start();
  pass(2000);
  view.history.replaceState?.({}, "", "/");
  pass(2000);
  view.history.pushState?.({}, "", "/pricing");
  pass(2000);
  view.history.replaceState?.({}, "", "/pricing?plan=team");
  pass(2000);
  assert.deepEqual(pages.map(([, url]) => url), ["https://shop.test/", "https://shop.test/pricing", "https://shop.test/pricing?plan=team"]);
});

test("a fragment is no page unless the router works with fragments", () => {
  for (const [router, expected] of [["history", 1], ["hash", 2]] as const) {
    const { view, views, pages, pass } = browser(router);
    views.start();
    pass(2000);
    view.history.pushState?.({}, "", "#/details");
    pass(2000);
    assert.equal(pages.length, expected, router);
  }
});

test("five hundred route changes in ten seconds are about ten pages, and the last one counts", () => {
  const { view, views, pages, pass } = browser();
  views.start();
  for (let index = 1; index <= 500; index += 1) {
    view.history.pushState?.({}, "", `/step/${index}`);
    pass(20);
  }
  pass(2000);
  assert.ok(pages.length <= 12, String(pages.length));
  assert.equal(pages[pages.length - 1]?.[1], "https://shop.test/step/500");
});

test("a page restored from the back/forward cache is a page", () => {
  const { view, views, pages } = browser();
  views.start();
  view.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: false }));
  view.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  assert.deepEqual(pages.map(([reason]) => reason), ["load", "restore"]);
});

test("after stopping, the page's history functions no longer report", () => {
  const { view, views, pages, pass } = browser();
  views.start();
  views.stop();
  view.history.pushState?.({}, "", "/later");
  pass(2000);
  assert.equal(pages.length, 1);
});
