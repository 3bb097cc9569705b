/** When the team is back, in the visitor's words. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { backWords, readBackAt } from "../../src/panel/back_at";
import { PANEL_TEXTS } from "../../src/shared/panel_texts";
import { translator } from "../../src/shared/texts";

const translate = translator(PANEL_TEXTS, null);
const NOW = new Date(2026, 10, 20, 18, 0); // a Friday
const at = (...parts: [number, number, number, number, number]): string => new Date(...parts).toISOString();
const words = (iso: string, language = "en-GB"): string => backWords(iso, NOW, language, translate);

test("the day is named as people name it", () => {
  assert.equal(words(at(2026, 10, 20, 20, 30)), "We are back today at 20:30");
  assert.equal(words(at(2026, 10, 21, 9, 0)), "We are back tomorrow at 9:00");
  assert.equal(words(at(2026, 10, 23, 9, 0)), "We are back on Monday at 9:00");
  assert.match(words(at(2026, 11, 7, 9, 0)), /^We are back on Monday,? 7 December at 9:00$/);
});

test("weekdays and times are those of the visitor's language", () => {
  assert.match(words(at(2026, 10, 23, 9, 0), "de"), /Montag/);
});

test("what has passed is not promised", () => {
  assert.equal(words(at(2026, 10, 20, 17, 59)), "");
});

test("only a moment is taken from the server", () => {
  assert.equal(readBackAt({ online: false, back_at: "2026-11-23T08:00:00Z" }), "2026-11-23T08:00:00Z");
  for (const team of [null, {}, { back_at: 5 }, { back_at: "soon" }, "x"]) assert.equal(readBackAt(team), null);
});
