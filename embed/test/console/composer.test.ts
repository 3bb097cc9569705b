import assert from "node:assert/strict";
import { test } from "node:test";

import { isLinkAddress } from "../../src/console/composer/kit";
import { markupOf } from "../../src/console/composer/markup";
import { isPictureAddress } from "../../src/console/composer/picture_node";

test("a link leads to the web, to a mail or to a telephone, and no variable decides where", () => {
  for (const address of ["https://a.test", "http://a.test/x?y#z", "mailto:a@b.test", "tel:+491234", "https://a.test/{nick}"]) {
    assert.ok(isLinkAddress(address), address);
  }
  for (const address of ["", "a.test", "/pricing", "https:", "https://", "https:///x", "javascript:alert(1)", "data:text/html,x", "//a.test", "https:a.test", "https://{nick}", "{lhc.var.x}"]) {
    assert.ok(!isLinkAddress(address), address);
  }
});

test("a picture is an uploaded one, one on the web, or a numbered place", () => {
  for (const address of [`/embed/files/${"0a".repeat(16)}.gif`, "https://a.test/x.png", "{proactive_img_5}"]) {
    assert.ok(isPictureAddress(address), address);
  }
  for (const address of ["", "x.png", "/logout", "/embed/files/../config.toml", "data:image/png;base64,AAAA", "blob:x", "file:///x.png", "//a.test/x.png", "{proactive_img_6}"]) {
    assert.ok(!isPictureAddress(address), address);
  }
});

test("plain text becomes paragraphs, and HTML stays what it is", () => {
  assert.equal(markupOf("Hello\n\nBye\nnow & <then>"), "Hello\n\nBye\nnow & <then>");
  assert.equal(markupOf("Hello\n\nBye\nnow & 1 < 2"), "<p>Hello</p><p>Bye<br>now &amp; 1 &lt; 2</p>");
  assert.equal(markupOf(" <p>x</p> "), "<p>x</p>");
  assert.equal(markupOf("  "), "");
});
