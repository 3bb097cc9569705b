import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOf } from "../../src/moments/page_facts";
import { PageState } from "../../src/moments/page_state";

function page(now = 0) {
  const document = { visibilityState: "visible", title: "Shop", documentElement: { lang: "de-AT" } };
  const view = { document, location: { href: "https://shop.test/a" } };
  const state = new PageState(view as unknown as Window, "history", now);
  const turn = (to: "visible" | "hidden", at: number): void => {
    document.visibilityState = to;
    state.noteVisibility(at);
  };
  return { state, document, turn };
}

test("time on the page runs on in a hidden tab, time on the visible page does not", () => {
  const { state, turn } = page();
  turn("hidden", 10_000);
  turn("visible", 70_000);
  const facts = factsOf(state, 75_000);
  assert.equal(facts["page.seconds"], 75);
  assert.equal(facts["page.visible_seconds"], 15);
});

test("hearing twice that the page is hidden changes nothing", () => {
  const { state, turn } = page();
  turn("hidden", 10_000);
  turn("hidden", 20_000);
  assert.equal(factsOf(state, 30_000)["page.visible_seconds"], 10);
});

test("a route change and a return from the back/forward cache start the page's clocks again", () => {
  const { state } = page();
  state.begin(40_000);
  const facts = factsOf(state, 42_500);
  assert.deepEqual([facts["page.seconds"], facts["page.visible_seconds"], facts["device.scroll_percent"]], [2.5, 2.5, 0]);
});

test("the language of the page is what the page says, and none is absent", () => {
  const { state, document } = page();
  assert.equal(factsOf(state, 0)["page.language"], "de-AT");
  document.documentElement.lang = "";
  assert.equal(factsOf(state, 0)["page.language"], null);
});

test("clocks that the server started run on in the browser", () => {
  const { state } = page();
  state.knowClocks({ "chat.unanswered_seconds": 12.5, "invitations.since_last_seconds": null }, 1000);
  const facts = factsOf(state, 4000);
  assert.equal(facts["chat.unanswered_seconds"], 15.5);
  assert.equal(facts["invitations.since_last_seconds"], null);
  assert.equal(state.watches("invitations.since_last_seconds"), true);
});

test("a clock that nobody asks for is not known", () => {
  const { state } = page();
  assert.equal("chat.unanswered_seconds" in factsOf(state, 0), false);
  assert.equal(state.watches("chat.unanswered_seconds"), false);
});

test("of closing the panel here and in another tab the latest counts, and never is absent", () => {
  const { state } = page(100_000);
  assert.equal(factsOf(state, 100_000)["widget.closed_seconds"], null);
  state.knowClocks({ "widget.closed_seconds": 30 }, 100_000);
  assert.equal(factsOf(state, 105_000)["widget.closed_seconds"], 35);
  state.closed_at = 106_000;
  state.knowClocks({ "widget.closed_seconds": 90 }, 107_000);
  assert.equal(factsOf(state, 108_000)["widget.closed_seconds"], 2);
});

test("the visit's clock goes on from what the server has counted in all tabs", () => {
  const { state } = page();
  state.know({ number: 1, page_views: 3, seconds: 61 }, 2000);
  assert.equal(factsOf(state, 5000)["visit.seconds"], 64);
});
