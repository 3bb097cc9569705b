import assert from "node:assert/strict";
import { test } from "node:test";
import { PageTalk, type TalkNeeds } from "../../src/loader/page_talk";

/** A page whose questions are answered when the test says so. */
function talking() {
  const timers: (() => void)[] = [];
  const answers: ((answer: Record<string, unknown>) => void)[] = [];
  const talk = new PageTalk({
    view: { document: { referrer: "" }, navigator: { language: "en" }, screen: {} },
    natives: { setTimer: (run: () => void) => timers.push(run), clearTimer: () => undefined },
    guard: (run: (...given: unknown[]) => unknown) => (...given: unknown[]) => void run(...given),
    home: { origin: "https://help.test", base: "https://help.test" },
    options: { visitor: null, tags: [] },
    server: { post: () => new Promise((resolve) => answers.push(resolve)) },
    identity: { token: "t", page_id: "p", tab_id: "tab", level: "full", keeps: true },
    state: { url: "https://shop.test/", title: "", language: "" },
    isAnonymous: () => true,
  } as unknown as TalkNeeds);
  return { talk, timers, answers };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

test("of two answers about a page that overtake each other the later question's counts", async () => {
  const { talk, timers, answers } = talking();
  const taken: unknown[] = [];
  for (const _question of [1, 2]) {
    talk.askSoon((answer) => taken.push(...answer.armed));
    timers.pop()?.();
    await settled();
  }
  answers[1]?.({ armed: ["later"] });
  await settled();
  answers[0]?.({ armed: ["earlier"] });
  await settled();
  assert.deepEqual(taken, ["later"]);
});
