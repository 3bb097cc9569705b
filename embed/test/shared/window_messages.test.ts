import assert from "node:assert/strict";
import { test } from "node:test";
import { readFromPanel, readToPanel } from "../../src/shared/window_messages";

test("only messages of the known form are read", () => {
  assert.deepEqual(readFromPanel({ beckon: 1, type: "unread", n: 3 }), { type: "unread", n: 3 });
  for (const noise of ["open", null, 7, [], { type: "open" }, { beckon: 1, type: "eval", code: "1" }, { beckon: 1, type: "unread", n: "many" }]) {
    assert.equal(readFromPanel(noise), null);
    assert.equal(readToPanel(noise), null);
  }
});

test("a quick reply is short, and a click says what was clicked", () => {
  assert.deepEqual(readToPanel({ beckon: 1, type: "say", text: "Yes please" }), { type: "say", text: "Yes please" });
  assert.equal(readToPanel({ beckon: 1, type: "say", text: "x".repeat(201) }), null);
  assert.deepEqual(readFromPanel({ beckon: 1, type: "clicked", link: "Yes please" }), { type: "clicked", link: "Yes please" });
  assert.equal(readFromPanel({ beckon: 1, type: "clicked", link: "" }), null);
});

test("a getter that throws and a text of ten megabytes are dropped", () => {
  const trap = { beckon: 1, type: "token", get token(): string { throw new Error("trap"); } };
  assert.equal(readFromPanel(trap), null);
  assert.equal(readFromPanel({ beckon: 1, type: "token", token: "x".repeat(10_000_000) }), null);
});

test("a start without its parts has harmless ones", () => {
  assert.deepEqual(readToPanel({ beckon: 1, type: "start", embed: 7, impression: { key: "" } }), {
    type: "start", token: null, page_id: "", tab_id: "", embed: { identifier: null, department: [], language: null },
    page: { url: "", title: "" }, impression: null, say: null, focus: false,
  });
});
