import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import type { Natives } from "../../src/loader/natives";
import { Trial } from "../../src/try_it/trial";
import { TrialServer } from "../../src/try_it/trial_server";

const HOME = "https://help.example";
const MINUTE = 60_000;

let kept = new Map<string, string>();
let isAway = false;
let posts: { path: string; body: Record<string, unknown> }[] = [];
const view = { sessionStorage: {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
} } as unknown as Window;
const natives = {
  parse: JSON.parse,
  setTimer: () => 0,
  clearTimer: () => undefined,
  debug: () => undefined,
  async fetch(path: string, init: RequestInit) {
    if (isAway) throw new TypeError("Failed to fetch");
    posts.push({ path: path.slice(HOME.length), body: JSON.parse(String(init.body)) as Record<string, unknown> });
    return new Response('{"armed": [], "team": {"online": true}}');
  },
} as unknown as Natives;

function trialOf(token = "T"): { trial: Trial; server: TrialServer } {
  const trial = new Trial(view, natives, token, HOME, false);
  return { trial, server: new TrialServer(natives, HOME, trial) };
}

const page = (page_id: string, url = "https://shop.test/") => ({ page_id, tab_id: "t", token: null, url, title: "", referrer: "", route: false });

beforeEach(() => {
  kept = new Map();
  posts = [];
  isAway = false;
});

test("pages of one visit are counted, the same page asked for again is not", async () => {
  const { server } = trialOf();
  await server.post("/embed/v1/page", page("one"));
  await server.post("/embed/v1/page", page("one"));
  const answer = await server.post("/embed/v1/page", page("two"));
  assert.deepEqual([answer.tracking, (answer.visit as Record<string, unknown>).number, (answer.visit as Record<string, unknown>).page_views], [true, 1, 2]);
  assert.deepEqual(posts.map((post) => post.path), Array(3).fill("/embed/v1/try/page"));
});

test("signals stay in the tab and are answered as the server would", async () => {
  const { trial, server } = trialOf();
  await server.post("/embed/v1/page", page("one"));
  posts = [];
  trial.forward(5000);
  const signals = [{ kind: "event", id: "login" }, { kind: "tag", name: "vip" }, { kind: "shown", impression: "x" }, { kind: "dismissed", impression: "x" }];
  const answer = await server.post("/embed/v1/signal", { signals });
  assert.deepEqual(answer.results, signals.map(() => ({ ok: true })));
  assert.equal((answer.events as unknown[][])[0]?.[0], "login");
  assert.deepEqual([trial.said.tags, trial.said.times_shown, trial.said.has_dismissed, posts.length], [["vip"], 1, true, 0]);
  server.beacon();
  assert.equal(posts.length, 0);
});

test("a pause of more than half an hour begins a new visit, exactly half an hour does not", async () => {
  const clock = mock.method(Date, "now", () => 1_000_000);
  try {
    const { trial, server } = trialOf();
    await server.post("/embed/v1/page", page("one"));
    await server.post("/embed/v1/signal", { signals: [{ kind: "dismissed" }] });
    trial.forward(30 * MINUTE);
    await server.post("/embed/v1/signal", { signals: [{ kind: "heartbeat" }] });
    assert.equal(trial.said.visits, 1);
    trial.forward(30 * MINUTE + 1);
    const answer = await server.post("/embed/v1/signal", { signals: [{ kind: "heartbeat" }] });
    assert.deepEqual((answer.visit as Record<string, unknown>).number, 2);
    await server.post("/embed/v1/page", page("two", "https://shop.test/again"));
    assert.deepEqual([trial.said.page_views, trial.said.landing_url, trial.said.has_dismissed], [1, "https://shop.test/again", false]);
  } finally {
    clock.mock.restore();
  }
});

test("the tab's next page goes on with the same visitor, another link begins with a new one", async () => {
  const { trial, server } = trialOf();
  await server.post("/embed/v1/page", page("one"));
  trial.said.pretend["geo.country"] = "DE";
  trial.keep();
  assert.deepEqual([trialOf().trial.said.page_views, trialOf().trial.said.pretend], [1, { "geo.country": "DE" }]);
  assert.deepEqual([trialOf("U").trial.said.page_views, trialOf("U").trial.said.pretend], [0, {}]);
});

test("starting over forgets the visitor and keeps what is pretended; ending forgets all", async () => {
  const { trial, server } = trialOf();
  await server.post("/embed/v1/page", page("one"));
  trial.said.pretend["geo.country"] = "DE";
  trial.startOver();
  assert.deepEqual([trialOf().trial.said.visits, trialOf().trial.said.pretend], [0, { "geo.country": "DE" }]);
  kept.set(`beckon-try:${HOME}`, "T");
  trial.end();
  server.beacon();
  assert.equal(kept.size, 0);
});

test("what is kept and was spoiled begins anew", () => {
  kept.set(`beckon-try:${HOME}:visitor`, '{"token": "T", "visits": "many", "events": {}, "page_views": 3}');
  assert.deepEqual([trialOf().trial.said.visits, trialOf().trial.said.events, trialOf().trial.said.page_views], [0, [], 3]);
  kept.set(`beckon-try:${HOME}:visitor`, "{");
  assert.equal(trialOf().trial.said.page_views, 0);
});

test("while the server cannot be asked nothing is armed, and no real chat can be opened", async () => {
  const { server } = trialOf();
  isAway = true;
  const answer = await server.post("/embed/v1/page", page("one"));
  assert.deepEqual([answer.armed, answer.widget, server.isBehind], [[], { panel_url: `${HOME}/embed/try/panel` }, true]);
  isAway = false;
  await server.post("/embed/v1/page", page("one"));
  assert.equal(server.isBehind, false);
});

test("the page's own addresses are never called while trying", async () => {
  const { server } = trialOf();
  await server.post("/embed/v1/page", page("one"));
  await server.post("/embed/v1/claim", { ...page("one"), key: "k", version: 1, facts: { "page.seconds": 11 } });
  await server.post("/embed/v1/signal", { signals: [] });
  await server.post("/embed/v1/anything", {});
  await server.explain({ "page.url": "https://shop.test/" });
  assert.ok(posts.every((post) => post.path.startsWith("/embed/v1/try/") && post.body.trial === "T"));
  assert.deepEqual(posts[1]?.body.facts, { "page.seconds": 11 });
});
