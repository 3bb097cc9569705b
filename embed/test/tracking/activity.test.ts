import assert from "node:assert/strict";
import { test } from "node:test";
import { Activity } from "../../src/tracking/activity";
import { Pace } from "../../src/tracking/pace";

const MINUTE = 60_000;

test("an activity after more than 30 minutes begins a new visit, after exactly 30 minutes it does not", () => {
  assert.equal(new Activity(0).note(30 * MINUTE), false);
  assert.equal(new Activity(0).note(30 * MINUTE + 1), true);
});

test("every activity starts the pause anew", () => {
  const activity = new Activity(0);
  activity.note(29 * MINUTE);
  assert.equal(activity.note(58 * MINUTE), false);
  assert.equal(activity.idle(58 * MINUTE + 500), 500);
});

test("page views are at least a second apart", () => {
  const pace = new Pace(1000);
  assert.equal(pace.wait(5000), 0);
  pace.sent(5000);
  assert.equal(pace.wait(5300), 700);
  assert.equal(pace.wait(6000), 0);
});

test("a visible page is alive without any activity, so whoever reads for an hour is in the same visit", () => {
  const activity = new Activity(0);
  for (let minute = 1; minute <= 60; minute += 1) assert.equal(activity.alive(minute * MINUTE), false);
  assert.equal(activity.note(61 * MINUTE), false);
  assert.equal(activity.idle(61 * MINUTE), 0);
});

test("a page that comes back to the front after half an hour may be in a new visit", () => {
  const activity = new Activity(0);
  assert.equal(activity.alive(31 * MINUTE), true);
  assert.equal(activity.alive(31 * MINUTE + 1), false);
  assert.equal(activity.idle(31 * MINUTE), 31 * MINUTE);
});
