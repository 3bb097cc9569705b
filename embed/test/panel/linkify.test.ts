import assert from "node:assert/strict";
import { test } from "node:test";
import { linkify } from "../../src/panel/linkify";

const links = (text: string): (string | null)[] => linkify(text).filter((piece) => piece.href !== null).map((piece) => piece.href);

test("web addresses become links and the sentence around them stays", () => {
  const text = "See https://a.test/x?y=1, then (http://b.test/z) and www.c.test.";
  assert.deepEqual(links(text), ["https://a.test/x?y=1", "http://b.test/z", "https://www.c.test/"]);
  assert.equal(linkify(text).map((piece) => piece.text).join(""), text);
});

test("a bracket that belongs to the address stays in it", () => {
  assert.deepEqual(links("https://a.test/Lamp_(light)"), ["https://a.test/Lamp_(light)"]);
});

test("nothing but http and https becomes a link", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "xhttps://a.test", "mailto:a@b.test", "https://user:pass@a.test/"]) {
    assert.deepEqual(links(text), [], text);
  }
});

test("a host with foreign letters is shown in its network form", () => {
  const piece = linkify("https://аpple.test/login")[0];
  assert.equal(piece?.text, "https://xn--pple-43d.test/login");
});

test("the time grows with the length and nothing else", () => {
  const time = (text: string): number => {
    const begun = performance.now();
    linkify(text);
    return performance.now() - begun;
  };
  for (const piece of ["https://", "https://a.test/((((", "www.", "https://a.test/)))))", "http://a.test "]) {
    time(piece.repeat(2000));
    const one = Math.min(time(piece.repeat(8000)), time(piece.repeat(8000)));
    const most = Math.max(40, one * 10);
    let four = Infinity; // another process may have the processor the first times
    for (let tries = 0; tries < 10 && four >= most; tries += 1) four = Math.min(four, time(piece.repeat(32000)));
    assert.ok(four < most, `${piece}: ${one} ms, then ${four} ms`);
  }
});
