/** The widget's own style sheets, told which device and which light to believe in. */

import LAUNCHER from "../../widget/launcher.text.css";
import STAGE from "../../widget/stage.text.css";

/** Keeps everything inside the frame, which is smaller than any page. */
const FRAMED = `
.bubble { --most-width: calc(100% - 2 * var(--edge-x)); --most-height: calc(100% - var(--edge-y) - var(--size) - 34px); }
.bubble :is(a, button) { cursor: default; }
`;
const FRAMED_PHONE = ".bubble { --most-width: none; --most-height: calc(100% / 3); }";

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** What the page itself is cannot matter: the questions about width and light are answered by what was chosen. */
function decide(rules: CSSRuleList, isDark: boolean, isPhone: boolean): void {
  for (const rule of Array.from(rules)) {
    if (!(rule instanceof CSSMediaRule)) continue;
    const asked = rule.media.mediaText;
    if (asked.includes("prefers-color-scheme")) rule.media.mediaText = asked.includes("dark") === isDark ? "all" : "not all";
    else if (asked.includes("max-width")) rule.media.mediaText = isPhone ? "all" : "not all";
  }
}

/** The sheets for one choice. */
export function previewSheets(isDark: boolean, isPhone: boolean): CSSStyleSheet[] {
  const sheets = [LAUNCHER, STAGE].map(sheetOf);
  for (const sheet of sheets) decide(sheet.cssRules, isDark, isPhone);
  return [...sheets, sheetOf(isPhone ? FRAMED_PHONE : FRAMED)];
}
