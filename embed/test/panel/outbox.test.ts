import assert from "node:assert/strict";
import { test } from "node:test";
import { KEPT_FOR_MS, MOST_KEPT, Outbox, type Drawer } from "../../src/panel/outbox";

function drawer(): Drawer & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get length() { return kept.size; },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

const outgoing = (client_id: string, written_at: number) => ({ client_id, text: `text of ${client_id}`, written_at });

test("what could not be sent is there after a reload, oldest first", () => {
  const kept = drawer();
  const before = new Outbox(kept);
  before.keep(outgoing("b", 2));
  before.keep(outgoing("a", 1));
  assert.deepEqual(new Outbox(kept).load(10).map((one) => one.client_id), ["a", "b"]);
});

test("two tabs do not overwrite each other's messages", () => {
  const kept = drawer();
  const [one, two] = [new Outbox(kept), new Outbox(kept)];
  one.keep(outgoing("a", 1));
  two.keep(outgoing("b", 2));
  one.done("a");
  assert.deepEqual(two.load(10).map((message) => message.client_id), ["b"]);
});

test("a message is kept for seven days", () => {
  const kept = drawer();
  new Outbox(kept).keep(outgoing("a", 0));
  assert.equal(new Outbox(kept).load(KEPT_FOR_MS).length, 1);
  assert.equal(new Outbox(kept).load(KEPT_FOR_MS + 1).length, 0);
  assert.equal(kept.kept.size, 0);
});

test("the two hundred and first message is not kept, and that is said", () => {
  const outbox = new Outbox(drawer());
  for (let index = 0; index < MOST_KEPT; index += 1) assert.ok(outbox.keep(outgoing(`m${index}`, index)));
  assert.equal(outbox.keep(outgoing("one more", 999)), false);
});

test("without storage nothing is kept, and that is said", () => {
  const outbox = new Outbox(null);
  assert.equal(outbox.keep(outgoing("a", 1)), false);
  assert.deepEqual(outbox.load(0), []);
});

test("rubbish in the storage is thrown away", () => {
  const kept = drawer();
  kept.setItem("beckon-panel:outbox:x", "{nonsense");
  kept.setItem("beckon-panel:outbox:y", '{"client_id": 7}');
  kept.setItem("another app's key", "stays");
  assert.deepEqual(new Outbox(kept).load(0), []);
  assert.deepEqual([...kept.kept.keys()], ["another app's key"]);
});
