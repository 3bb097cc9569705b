import assert from "node:assert/strict";
import { test } from "node:test";

import { isEmojiOnly } from "../../src/shared/emoji_only";

test("one to three emoji and nothing else are shown large", () => {
  for (const words of ["👍", "🎉🎉", " 🎉 🥳 👩‍🚀 ", "👍🏽", "🇳🇴", "1️⃣", "❤️", "👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"]) {
    assert.ok(isEmojiOnly(words), words);
  }
  for (const words of ["", " ", "ok 👍", "👍👍👍👍", "123", "#", "©", "™ ®", "🇳", ":)"]) {
    assert.ok(!isEmojiOnly(words), words);
  }
});
