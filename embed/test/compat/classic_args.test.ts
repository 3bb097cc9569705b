import assert from "node:assert/strict";
import { test } from "node:test";
import { classicLanguage, classicNamed, classicOptions } from "../../src/compat/classic_args";
import { readOptions } from "../../src/loader/options";

function translate(args: unknown) {
  const told: string[] = [];
  const options = classicOptions(args, (sentence) => told.push(sentence));
  return { options: readOptions(options, (sentence) => told.push(sentence)), told };
}

test("an ordinary classic block says the same in our words", () => {
  const { options, told } = translate({
    identifier: "shop", department: [1, "sales"], lang: "ger/", tag: "vip,new", events: ["seen"], conversion: "ordered", proactive: false,
    position: "bottom_left", mode: "widget", wwidth: 350, wheight: 450,
  });
  assert.deepEqual(told, []);
  assert.deepEqual(
    [options.identifier, options.department, options.language, options.tags, options.events, options.conversion, options.proactive, options.position, options.width],
    ["shop", ["1", "sales"], "de", ["vip", "new"], [{ id: "seen" }], [{ id: "ordered" }], false, "bottom-left", 350],
  );
});

test("keys without a meaning here are named in one sentence", () => {
  const { told } = translate({ lhc_base_url: "//chat.test/", leaveamessage: true, check_messages: false, identifier: "shop", foo: 1 });
  assert.deepEqual(told, ["these classic arguments mean nothing here and are ignored: lhc_base_url, leaveamessage, check_messages, foo (unknown)."]);
});

test("position api shows no launcher", () => {
  assert.equal(translate({ position: "api" }).options.position, "none");
});

test("page variables become attributes that operators do not see", () => {
  assert.deepEqual(translate({ lhc_var: { plan: "gold" } }).options.visitor, { attributes: { "lhc.var.plan": "gold" } });
  assert.deepEqual(translate({ lhc_var: "gold" }).options.visitor, { attributes: {} });
});

test("three-letter language codes become tags", () => {
  assert.equal(classicLanguage("fre"), "fr");
  assert.equal(classicLanguage("pt-BR"), "pt-BR");
  assert.equal(classicLanguage(""), null);
});

test("events are understood as text, object and list", () => {
  assert.deepEqual(classicNamed("a, b"), [{ id: "a" }, { id: "b" }]);
  assert.deepEqual(classicNamed([{ id: "a", value: 2 }, { identifier: "b" }, 7]), [{ id: "a", value: 2 }, { id: "b" }]);
  assert.deepEqual(classicNamed([{ id: "birthday", val: "40" }]), [{ id: "birthday", value: "40" }]);
});
