import assert from "node:assert/strict";
import { test } from "node:test";
import { toJson } from "../../src/shared/json_text";

test("what we write is what JSON.parse reads", () => {
  const value = { text: 'a "quoted" \\ line\n\u2028 ü 🙂', list: [1, -2.5, true, null, ["x"]], nested: { empty: {}, none: null } };
  assert.deepEqual(JSON.parse(toJson(value)), value);
});

test("a page's toJSON changes nothing", () => {
  const prototype = Array.prototype as unknown as { toJSON?: () => string };
  prototype.toJSON = () => "broken";
  try {
    assert.equal(toJson({ tags: ["a", "b"] }), '{"tags":["a","b"]}');
  } finally {
    delete prototype.toJSON;
  }
});

test("lone surrogates, infinities, functions and endless depth become harmless", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  assert.doesNotThrow(() => JSON.parse(toJson(loop)));
  assert.equal(toJson({ a: NaN, b: () => 1, c: undefined }), '{"a":null}');
  assert.equal(JSON.parse(toJson("x\ud800y")), "x\ufffdy");
});
