import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { kinds } from "../../../plugins/url_targeting/widget/rules/addresses";
import { ALL_KINDS } from "../../src/rules/all_kinds";
import { explain, type Finding, type RecordedEvent } from "../../src/rules/rule_file";

interface Vector {
  readonly name: string;
  readonly conditions: unknown;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly verdict: string;
  readonly verdicts?: readonly string[];
  readonly reasons?: readonly string[];
  readonly changes_at?: string | null;
  readonly events?: readonly RecordedEvent[];
  readonly now?: string;
  /** The browser cannot judge this one; it says "unknown". */
  readonly server_only?: boolean;
}

const folder = join(dirname(process.cwd()), "tests", "vectors");

function walk(finding: Finding): Finding[] {
  return [finding, ...(finding.children ?? []).flatMap(walk)];
}

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json")).sort()) {
  test(`the cases of ${file} give their verdicts with their reasons`, () => {
    for (const vector of JSON.parse(readFileSync(join(folder, file), "utf8")) as Vector[]) {
      const finding = explain(vector.conditions, {
        facts: vector.facts,
        events: vector.events ?? [],
        now_ms: vector.now ? Date.parse(vector.now) : 0,
        kinds: { ...ALL_KINDS, ...kinds },
      });
      const label = `${file}: ${vector.name}`;
      if (vector.server_only) {
        assert.equal(finding.verdict, "unknown", label);
        continue;
      }
      assert.equal(finding.verdict, vector.verdict, label);
      const all = walk(finding);
      if (vector.verdicts) assert.deepEqual(all.map((part) => part.verdict), vector.verdicts, label);
      if (vector.reasons) assert.deepEqual(all.map((part) => part.reason), vector.reasons, label);
      if (vector.changes_at !== undefined) assert.equal(finding.changes_at, vector.changes_at, label);
    }
  });
}
