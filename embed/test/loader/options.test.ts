import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_OPTIONS, readOptions } from "../../src/loader/options";

function read(written: unknown) {
  const warnings: string[] = [];
  return { options: readOptions(written, (sentence) => warnings.push(sentence)), warnings };
}

test("without options everything has its default and nobody is warned", () => {
  assert.deepEqual(read(undefined), { options: DEFAULT_OPTIONS, warnings: [] });
});

test("an unknown option is named once and changes nothing", () => {
  const { options, warnings } = read({ identifier: "shop", colour: "red" });
  assert.equal(options.identifier, "shop");
  assert.deepEqual(warnings, ['unknown option "colour" is ignored.']);
});

test("an option of the wrong kind is named once and has its default", () => {
  const { options, warnings } = read({ proactive: "yes", storage: "all", department: { a: 1 } });
  assert.equal(options.proactive, true);
  assert.equal(options.storage, "full");
  assert.deepEqual(options.department, []);
  assert.equal(warnings.length, 3);
});

test("names of the language itself are unknown options like any other", () => {
  const { options, warnings } = read(JSON.parse('{"__proto__": {"x": 1}, "constructor": 1, "toString": 2}'));
  assert.equal((options as unknown as { x?: number }).x, undefined);
  assert.equal(warnings.length, 3);
});

test("departments, tags and events may be one text or a list", () => {
  const { options, warnings } = read({ department: "sales", tags: ["vip", 7], events: ["seen", { id: "paid", value: 3 }], conversion: "order" });
  assert.deepEqual(options.department, ["sales"]);
  assert.deepEqual(options.tags, ["vip", "7"]);
  assert.deepEqual(options.events, [{ id: "seen" }, { id: "paid", value: 3 }]);
  assert.deepEqual(options.conversion, [{ id: "order" }]);
  assert.deepEqual(warnings, []);
});

test("a visitor with a part that the server does not know is left out as a whole, so that the page is still counted", () => {
  const known = { id: 7, signature: "s", name: "Ada", email: "a@b.test", attributes: { plan: "team" } };
  assert.deepEqual(read({ visitor: known }).options.visitor, known);
  const { options, warnings } = read({ visitor: { ...known, shoe_size: 38 } });
  assert.equal(options.visitor, null);
  assert.equal(warnings.length, 1);
});
