/** The cases that the server decides too: in which ways somebody is alerted. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { alertWays, type AlertPreferences, type Occasion, type Situation } from "../../../src/console/desk/alert_matrix";

interface Case {
  readonly case: string;
  readonly occasion: Occasion;
  readonly situation: Situation;
  readonly wishes: Partial<AlertPreferences>;
  readonly ways: readonly string[];
}

const path = join(dirname(process.cwd()), "tests", "vectors", "alerts", "ways.json");
const file = JSON.parse(readFileSync(path, "utf8")) as { readonly usual: AlertPreferences; readonly cases: readonly Case[] };

for (const each of file.cases) {
  test(each.case, () => {
    const ways = alertWays({ ...file.usual, ...each.wishes }, each.occasion, each.situation);
    assert.deepEqual([...ways].sort(), each.ways);
  });
}
