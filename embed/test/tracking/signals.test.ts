import assert from "node:assert/strict";
import { test } from "node:test";
import { CallFailed } from "../../src/loader/server";
import { Signals, type Signal } from "../../src/tracking/signals";

function sender(answers: (Record<string, unknown> | Error)[] = []) {
  const posts: { signals: Signal[] }[] = [];
  const beacons: { signals: Signal[] }[] = [];
  const refused: string[] = [];
  const later: (() => void)[] = [];
  const state = { tracked: true, now: 0 };
  const signals = new Signals({
    server: {
      post: async (_path, body) => {
        posts.push(body as { signals: Signal[] });
        const answer = answers.shift() || { results: [] };
        if (answer instanceof Error) throw answer;
        return answer;
      },
      beacon: (_path, body) => void beacons.push(body as { signals: Signal[] }),
    },
    speaker: () => ({ token: "t", page_id: "p", tab_id: "b" }),
    isTracked: () => state.tracked,
    later: (run) => later.push(run),
    now: () => state.now,
    answered: () => undefined,
    refused: (signal, result) => refused.push(`${String(signal.id)}: ${result.code}`),
  });
  return { signals, posts, beacons, refused, later, state };
}

test("signals travel together, in order, with the visitor's token and page", async () => {
  const { signals, posts } = sender();
  signals.send({ kind: "tag", name: "vip" });
  signals.send({ kind: "event", id: "login_failed" });
  await signals.flush();
  assert.deepEqual(posts, [{ token: "t", page_id: "p", tab_id: "b", signals: [{ kind: "tag", name: "vip" }, { kind: "event", id: "login_failed" }] }]);
});

test("nothing is sent before the server tracks the page, and everything afterwards", async () => {
  const { signals, posts, state } = sender();
  state.tracked = false;
  signals.send({ kind: "event", id: "early" });
  await signals.flush();
  assert.equal(posts.length, 0);
  state.tracked = true;
  await signals.flush();
  assert.equal(posts.length, 1);
});

test("what did not arrive is sent again before what came later", async () => {
  const { signals, posts } = sender([new CallFailed(0, "x", "no line")]);
  signals.send({ kind: "event", id: "one" });
  await signals.flush();
  signals.send({ kind: "event", id: "two" });
  await signals.flush();
  assert.deepEqual(posts[1]?.signals.map((signal) => signal.id), ["one", "two"]);
});

test("what the server refuses for good is not sent again", async () => {
  const { signals, posts } = sender([new CallFailed(422, "invalid_input", "no")]);
  signals.send({ kind: "event", id: "one" });
  await signals.flush();
  await signals.flush();
  assert.equal(posts.length, 1);
});

test("an unknown event is reported by name", async () => {
  const { signals, refused } = sender([{ results: [{ ok: true }, { ok: false, code: "unknown_event" }] }]);
  signals.send({ kind: "event", id: "known" });
  signals.send({ kind: "event", id: "nope" });
  await signals.flush();
  assert.deepEqual(refused, ["nope: unknown_event"]);
});

test("leaving sends what still waits and says goodbye", () => {
  const { signals, beacons } = sender();
  signals.send({ kind: "tag", name: "vip" });
  signals.leave();
  assert.deepEqual(beacons[0]?.signals.map((signal) => signal.kind), ["tag", "left"]);
});

test("an event that had to wait says how long ago it happened, and other signals do not", async () => {
  const { signals, posts, state } = sender([new CallFailed(0, "x", "no line")]);
  signals.send({ kind: "event", id: "login_failed" });
  signals.send({ kind: "tag", name: "vip" });
  await signals.flush();
  state.now = 5250.4;
  await signals.flush();
  assert.deepEqual(posts[1]?.signals, [{ kind: "event", id: "login_failed", seconds_ago: 5.25 }, { kind: "tag", name: "vip" }]);
});
