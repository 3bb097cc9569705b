import assert from "node:assert/strict";
import { test } from "node:test";
import { readInvitation } from "../../src/shared/wire";

test("an invitation without its parts has harmless ones", () => {
  const read = readInvitation("shown-1", { key: "help", text: "Need a hand?" });
  assert.ok(read);
  assert.deepEqual(read.buttons, []);
  assert.deepEqual(read.design, { width: null, css: "", open: "bubble", minimised: false, sound: false });
  assert.equal(read.language, null);
  assert.equal(readInvitation("", { key: "help" }), null);
});

test("buttons do one of three things, links lead somewhere, and there are at most three", () => {
  const read = readInvitation("shown-1", {
    key: "help", text: "", buttons: [
      { label: "Talk", does: "chat", url: "https://shop.test" }, { label: "Bad", does: "link", url: "javascript:alert(1)" }, { label: "" },
      { label: "Call", does: "link", url: "tel:+491" }, { label: "Yes", does: "reply" }, { label: "No", does: "reply" }, 7,
    ],
  });
  assert.ok(read);
  assert.deepEqual(read.buttons, [
    { label: "Talk", does: "chat", url: null }, { label: "Call", does: "link", url: "tel:+491" }, { label: "Yes", does: "reply", url: null },
  ]);
});
