/** What `/` in the composer means, and which canned replies it finds. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { matching, queryAt, type CannedReply } from "../../../src/console/desk/canned_search";

const reply = (title: string, text = "", tags: readonly string[] = []): CannedReply => ({ key: title, title, text, tags });
const titles = (replies: readonly CannedReply[]): readonly string[] => replies.map((each) => each.title);

test("a slash at the beginning, after a blank or on a new line begins a query that ends at the caret", () => {
  assert.deepEqual(queryAt("/", 1), { start: 0, words: "" });
  assert.deepEqual(queryAt("Hello /deliv and more", 12), { start: 6, words: "deliv" });
  assert.deepEqual(queryAt("Hello\n/ship cost", 16), { start: 6, words: "ship cost" });
});

test("a slash within an address, before a blank or far behind the caret begins none", () => {
  assert.equal(queryAt("https://shop.test/cart", 22), null);
  assert.equal(queryAt("and/or", 6), null);
  assert.equal(queryAt("5 / 7", 5), null);
  assert.equal(queryAt(`/${"a".repeat(41)}`, 42), null);
  assert.equal(queryAt("/deliv\nnext line", 16), null);
});

test("titles that begin with the words come first, then titles that hold them, then texts; each word has to be there", () => {
  const replies = [reply("Opening hours", "delivery is slower then"), reply("About delivery"), reply("Delivery abroad"), reply("Returns", "", ["delivery"])];
  assert.deepEqual(titles(matching(replies, "deliv")), ["Delivery abroad", "About delivery", "Opening hours", "Returns"]);
  assert.deepEqual(titles(matching(replies, "#delivery")), ["Delivery abroad", "Returns", "About delivery", "Opening hours"]);
  assert.deepEqual(titles(matching(replies, "delivery slower")), ["Opening hours"]);
  assert.deepEqual(matching(replies, "nothing like it"), []);
});

test("accents and capitals make no difference, and no words mean all in their order", () => {
  const replies = [reply("Größe"), reply("Café")];
  assert.deepEqual(titles(matching(replies, "CAFE")), ["Café"]);
  assert.deepEqual(titles(matching(replies, "grosse")), ["Größe"]);
  assert.deepEqual(titles(matching(replies, "")), ["Größe", "Café"]);
});
