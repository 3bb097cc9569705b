import assert from "node:assert/strict";
import { test } from "node:test";
import { Commands, type Command } from "../../../src/console/desk/commands";
import { best, fit } from "../../../src/console/desk/fuzzy";
import { afterPuttingAway, withOpen } from "../../../src/console/desk/open_chats";
import { widthAfter, within } from "../../../src/console/desk/pane_widths";
import { capsOf, isStroke, type Stroke } from "../../../src/console/desk/strokes";

const PLAIN: Stroke = { key: "", code: "", altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, altGraph: false };
const stroke = (key: string, fields: Partial<Stroke> = {}): Stroke => ({ ...PLAIN, key, ...fields });
const command = (id: string, fields: Partial<Command> = {}): Command => ({ id, group: "desk", name: () => id, run: () => undefined, ...fields });

test("a letter is meant as it is printed on the keyboard, and by its place where none is Latin", () => {
  assert.ok(isStroke("j", stroke("j", { code: "KeyJ" }), false));
  assert.ok(isStroke("j", stroke("о", { code: "KeyJ" }), false));
  assert.ok(isStroke("a", stroke("a", { code: "KeyQ" }), false), "the A of a French keyboard");
  assert.equal(isStroke("q", stroke("a", { code: "KeyQ" }), false), false);
  assert.equal(isStroke("j", stroke("J", { code: "KeyJ", shiftKey: true }), false), false);
});

test("a sign is meant wherever the keyboard has it", () => {
  assert.ok(isStroke("?", stroke("?", { code: "Minus", shiftKey: true }), false));
  assert.ok(isStroke("/", stroke("/", { code: "Digit7", shiftKey: true }), false));
});

test("what AltGr or Option types is no command", () => {
  assert.equal(isStroke("?", stroke("?", { altGraph: true }), false), false);
  assert.equal(isStroke("Mod+k", stroke("k", { ctrlKey: true, altKey: true }), false), false);
  assert.equal(isStroke("j", stroke("º", { code: "KeyJ", altKey: true }), true), false);
});

test("Mod is Ctrl, and the command key on a Mac", () => {
  assert.ok(isStroke("Mod+k", stroke("k", { ctrlKey: true }), false));
  assert.ok(isStroke("Mod+k", stroke("k", { metaKey: true }), true));
  assert.equal(isStroke("Mod+k", stroke("k", { ctrlKey: true }), true), false);
  assert.deepEqual(capsOf("Mod+k", true, {}), ["⌘", "K"]);
  assert.deepEqual(capsOf("Alt+ArrowDown", false, {}), ["Alt", "↓"]);
});

test("single keys can be switched off, the others stay", () => {
  const commands = new Commands();
  commands.add(command("next", { keys: ["j", "Alt+ArrowDown"] }));
  assert.equal(commands.byStroke(stroke("j"), false, true)?.id, "next");
  assert.equal(commands.byStroke(stroke("j"), false, false), null);
  assert.equal(commands.byStroke(stroke("ArrowDown", { altKey: true }), false, false)?.id, "next");
});

test("a command that is not possible now leaves its key alone", () => {
  const commands = new Commands();
  commands.add(command("accept", { keys: ["a"], isPossible: () => false }));
  assert.equal(commands.byStroke(stroke("a"), false, true), null);
  assert.deepEqual(commands.possible, []);
});

test("two commands with one name or one key are refused", () => {
  const commands = new Commands();
  commands.add(command("accept", { keys: ["a"] }));
  assert.throws(() => commands.add(command("accept")));
  assert.throws(() => commands.add(command("archive", { keys: ["a"] })), /accept/);
});

test("a few letters find what was meant, without case and accents", () => {
  assert.notEqual(fit("acc next", "Accept the next chat"), null);
  assert.notEqual(fit("jurgen", "Jürgen Groß"), null);
  assert.equal(fit("xyz", "Accept the next chat"), null);
  assert.ok((fit("acc", "Accept the open chat") ?? 0) > (fit("acc", "A chat can close") ?? 0));
});

test("further words count only as they are written, and the better name comes first", () => {
  const items = [
    { name: "Of course", words: "a chair, certainly" },
    { name: "Close the chat", words: "" },
    { name: "Chairs", words: "" },
  ];
  assert.deepEqual(best("chair", items, (item) => item, 5).map((one) => one.name), ["Chairs", "Of course"]);
});

test("panes stay within their bounds and go back to their usual width", () => {
  assert.equal(within("list", 1), 240);
  assert.equal(widthAfter("list", 300, "ArrowRight", "ArrowRight"), 316);
  assert.equal(widthAfter("context", 320, "ArrowRight", "ArrowLeft"), 304);
  assert.equal(widthAfter("list", 470, "ArrowRight", "ArrowRight"), 480);
  assert.equal(widthAfter("list", 470, "Enter", "ArrowRight"), 300);
  assert.equal(widthAfter("list", 470, "a", "ArrowRight"), null);
});

test("chats that lie open keep their order, and putting one away shows its neighbour", () => {
  assert.deepEqual(withOpen(["a", "b"], "a"), ["a", "b"]);
  assert.deepEqual(withOpen(["a", "b"], "c"), ["a", "b", "c"]);
  assert.equal(withOpen([..."abcdefghijkl"], "m")[0], "b");
  assert.equal(afterPuttingAway(["a", "b", "c"], "b"), "c");
  assert.equal(afterPuttingAway(["a", "b"], "b"), "a");
  assert.equal(afterPuttingAway(["a"], "a"), null);
});
