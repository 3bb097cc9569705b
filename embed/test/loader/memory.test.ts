import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory, type Shelf } from "../../src/loader/memory";

function shelf() {
  const kept = new Map<string, string>();
  const door: Shelf = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
  return { kept, door };
}

function browser(mode: "full" | "session" | "none") {
  const local = shelf();
  const session = shelf();
  return { local: local.kept, session: session.kept, memory: new Memory(mode, "beckon:", () => local.door, () => session.door) };
}

test("full keeps in local storage, session in the tab's, none nowhere", () => {
  for (const [mode, inLocal, inSession] of [["full", 1, 0], ["session", 0, 1], ["none", 0, 0]] as const) {
    const { memory, local, session } = browser(mode);
    memory.write("token", "abc");
    assert.equal(memory.read("token"), "abc");
    assert.deepEqual([local.size, session.size], [inLocal, inSession], mode);
  }
});

test("a lower consent wipes what the higher one had stored", () => {
  const { memory, local, session } = browser("full");
  memory.write("token", "abc");
  memory.writeForTab("tab", "t1");
  memory.change("none", ["token", "tab"]);
  assert.deepEqual([local.size, session.size, memory.read("token")], [0, 0, null]);
});

test("a higher consent keeps from now on what is known on this page", () => {
  const { memory, local } = browser("none");
  memory.write("token", "abc");
  memory.change("full", ["token"]);
  assert.deepEqual([...local], [["beckon:token", "abc"]]);
});

test("a browser that forbids storage leaves everything in memory", () => {
  const forbidden = (): Shelf => {
    throw new DOMException("no", "SecurityError");
  };
  const memory = new Memory("full", "beckon:", forbidden, forbidden);
  memory.write("token", "abc");
  memory.writeForTab("tab", "t1");
  assert.equal(memory.read("token"), "abc");
  memory.change("none", ["token"]);
  assert.equal(memory.read("token"), null);
});
