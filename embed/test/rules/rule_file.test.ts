import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL_KINDS } from "../../src/rules/all_kinds";
import { explain, InvalidRule } from "../../src/rules/rule_file";

const NOWHERE = { facts: () => undefined, events: [], now_ms: 0, kinds: ALL_KINDS };
const LEAF = { fact: "page.seconds", is: "greater", value: 1 };

test("a rule of too many parts is refused at the first part that is too much", () => {
  assert.throws(
    () => explain({ all: Array.from({ length: 500 }, () => LEAF) }, NOWHERE as never),
    (problem: unknown) => problem instanceof InvalidRule && problem.field === "conditions.all[499]",
  );
});
