import assert from "node:assert/strict";
import { test } from "node:test";

import { isConfirmed } from "../../src/console/context/actions";
import { changes } from "../../src/console/context/contact_form";
import { readFolded } from "../../src/console/context/folding";
import { typedTags } from "../../src/console/context/tags_field";
import { batches } from "../../src/console/visitors/coming";
import { newcomers } from "../../src/console/visitors/live_table";
import { neighbourOf } from "../../src/console/visitors/row_keys";

test("what is typed as tags is cut at commas, and nothing is tagged twice in whatever case", () => {
  assert.deepEqual(typedTags(" vip , Lamps,, lamps", ["VIP"]), ["Lamps"]);
  assert.deepEqual(typedTags(" , ", []), []);
});

test("only what was typed and is not kept already is saved, and a blank field is none", () => {
  const kept = { name: "Ada", email: null, phone: "1" };
  assert.deepEqual(changes(new Map([["name", " Ada "], ["email", " "], ["phone", ""]]), kept), { phone: null });
  assert.deepEqual(changes(new Map([["name", "Ada"]]), null), { name: "Ada" });
  assert.deepEqual(changes(new Map(), kept), {});
});

test("what was folded is read from what was kept, and anything else is nothing", () => {
  assert.deepEqual([...readFolded('["notes","visit",7]')], ["notes", "visit"]);
  for (const kept of [null, "", "{", "null", '"notes"']) {
    assert.equal(readFolded(kept).size, 0);
  }
});

test("erasing is confirmed by the word alone", () => {
  assert.ok(isConfirmed(" ERASE ", "erase"));
  for (const typed of ["", "eras", "erase it"]) {
    assert.ok(!isConfirmed(typed, "erase"), typed);
  }
});

test("keys are asked for in as few questions as are allowed", () => {
  assert.deepEqual(batches(["a", "b", "c", "d", "e"], 2), [["a", "b"], ["c", "d"], ["e"]]);
  assert.deepEqual(batches([]), []);
});

test("new is whoever is on the fresh page and not on the one that is shown", () => {
  assert.deepEqual(newcomers(["a", "b"], ["c", "b", "d"]), ["c", "d"]);
});

test("arrows lead to the neighbour and never out of the table", () => {
  assert.equal(neighbourOf(3, 0, "ArrowDown"), 1);
  assert.equal(neighbourOf(3, 1, "ArrowUp"), 0);
  assert.equal(neighbourOf(3, 1, "Home"), 0);
  assert.equal(neighbourOf(3, 1, "End"), 2);
  for (const [place, key] of [[0, "ArrowUp"], [2, "ArrowDown"], [1, "Enter"], [-1, "ArrowDown"]] as const) {
    assert.equal(neighbourOf(3, place, key), null);
  }
});
