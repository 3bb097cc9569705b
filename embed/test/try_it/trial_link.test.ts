import assert from "node:assert/strict";
import { test } from "node:test";
import { takeTrial } from "../../src/loader/trial_link";

const HOME = "https://help.example";

/** A page with an address, and what its tab keeps. */
function pageAt(address: string, refuses = false) {
  const kept = new Map<string, string>();
  const page = {
    location: new URL(address),
    history: {
      state: { route: 7 },
      replaceState(state: unknown, _unused: string, url: string) {
        assert.deepEqual(state, { route: 7 });
        page.location = new URL(url);
      },
    },
    get sessionStorage() {
      if (refuses) throw new Error("denied");
      return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    },
  };
  return { page, kept, take: () => takeTrial(page as unknown as Window, HOME) };
}

test("the token leaves the address bar, and what stood there before comes back", () => {
  for (const [address, left] of [
    ["https://shop.test/pricing?a=1#?beckon-try=key~1~2.sig-_", "https://shop.test/pricing?a=1"],
    ["https://shop.test/#/cart?beckon-try=T", "https://shop.test/#/cart"],
    ["https://shop.test/#/cart?step=2&beckon-try=T", "https://shop.test/#/cart?step=2"],
    ["https://shop.test/#sizes?beckon-try=T", "https://shop.test/#sizes"],
  ] as const) {
    const { page, take } = pageAt(address);
    assert.ok(take());
    assert.equal(page.location.href, left);
  }
});

test("the tab keeps the token for its next pages, under a name of its own", () => {
  const { page, kept, take } = pageAt("https://shop.test/#?beckon-try=T");
  take();
  page.location = new URL("https://shop.test/next");
  assert.equal(take(), "T");
  assert.deepEqual([...kept.keys()], [`beckon-try:${HOME}`]);
});

test("an ordinary page has no token and nothing is kept", () => {
  for (const address of ["https://shop.test/?beckon-try=T", "https://shop.test/#beckon-trying", "https://shop.test/#?beckon-try=a b"]) {
    const { kept, take } = pageAt(address);
    assert.equal(take(), null);
    assert.equal(kept.size, 0);
  }
});

test("where storage is refused the try-it lasts for one page", () => {
  assert.equal(pageAt("https://shop.test/#?beckon-try=T", true).take(), "T");
  assert.equal(pageAt("https://shop.test/", true).take(), null);
});
