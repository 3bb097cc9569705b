// The listener: one request of the page in front, none of a hidden one, and patience with a server that does not answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { listen, type Listened } from "../../src/listening/listen";

interface Call {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly answer: (document: unknown) => void;
  readonly fail: () => void;
}

/** A page with a server that answers when the test says so. */
class Page {
  readonly calls: Call[] = [];
  readonly timers: { run: () => void; milliseconds: number }[] = [];
  readonly shown: unknown[] = [];
  private readonly heard = new Map<string, () => void>();
  readonly document = { visibilityState: "visible" };
  readonly listened: Listened;
  isTracked = true;

  constructor(proactive = true) {
    const page = this;
    const natives = {
      listen: (_target: unknown, type: string, run: () => void) => void this.heard.set(type, run),
      setTimer: (run: () => void, milliseconds: number) => this.timers.push({ run, milliseconds }),
      clearTimer: () => void this.timers.splice(0),
      parse: JSON.parse,
      fetch: (address: string, init: RequestInit) => new Promise((resolve, reject) => {
        init.signal?.addEventListener("abort", () => reject(new Error("aborted")));
        this.calls.push({
          path: address.replace("https://help.test", ""),
          body: JSON.parse(String(init.body)) as Record<string, unknown>,
          answer: (document) => resolve({ ok: true, status: 200, text: () => Promise.resolve(JSON.stringify(document)) }),
          fail: () => reject(new Error("offline")),
        });
      }),
    };
    const guard = (run: (...args: unknown[]) => unknown) => (...args: unknown[]) => void run(...args);
    this.listened = {
      needs: { view: { document: this.document }, natives, guard, home: { base: "https://help.test" }, options: { proactive } },
      identity: { token: "visitor.signature", page_id: "page-0001", tab_id: "tab-00001" },
      state: { url: "https://shop.test/" },
      invitations: { byHand: (...args: unknown[]) => void this.shown.push(args) },
      get isTracked() { return page.isTracked; },
    } as unknown as Listened;
  }

  /** Lets time pass until the timer that waits rings; gives how long that took. */
  async rings(): Promise<number> {
    const timer = this.timers.shift();
    timer?.run();
    await settled();
    return timer?.milliseconds ?? -1;
  }

  async becomes(state: "visible" | "hidden"): Promise<void> {
    this.document.visibilityState = state;
    this.heard.get("visibilitychange")?.();
    await settled();
  }

  last(): Call {
    const call = this.calls[this.calls.length - 1];
    assert.ok(call);
    return call;
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
}

test("what is heard is claimed once and shown, and the next question says that it is known", async () => {
  const page = new Page();
  const listener = listen(page.listened);
  listener.hear(null);
  await page.rings();
  assert.deepEqual([page.last().path, page.last().body["known"]], ["/embed/v1/listen", null]);
  page.last().answer({ manual: "one", again_in: 0 });
  await settled();
  assert.deepEqual([page.last().path, page.last().body["key"]], ["/embed/v1/manual", "one"]);
  page.last().answer({ granted: true, impression: "i" });
  await settled();
  listener.hear("one");
  await page.rings();
  assert.deepEqual([page.last().path, page.last().body["known"], page.calls.length], ["/embed/v1/listen", "one", 3]);
  assert.deepEqual(page.shown, [[{ granted: true, impression: "i" }, false]]);
  page.last().answer({ manual: null, again_in: 0 });
  await settled();
  assert.deepEqual(page.shown[1], [null, false]);
});

test("an older answer that knows of nothing takes nothing away, and what was taken back and sent again is claimed again", async () => {
  const page = new Page();
  const listener = listen(page.listened);
  listener.hear(null);
  await page.rings();
  page.last().answer({ manual: "one", again_in: 0 });
  await settled();
  page.last().answer({ granted: true, impression: "i" });
  await settled();
  listener.hear(null);
  assert.equal(page.shown.length, 1);
  await page.rings();
  assert.equal(page.last().body["known"], "one");
  page.last().answer({ manual: null, again_in: 0 });
  await settled();
  await page.rings();
  assert.deepEqual([page.shown[1], page.last().body["known"]], [[null, false], null]);
  page.last().answer({ manual: "one", again_in: 0 });
  await settled();
  assert.deepEqual([page.last().path, page.last().body["key"]], ["/embed/v1/manual", "one"]);
});

test("a hidden page lets go, tells that another tab may show it, and asks anew when it is back", async () => {
  const page = new Page();
  const listener = listen(page.listened);
  listener.hear("one");
  page.last().answer({ granted: true, impression: "i" });
  await page.rings();
  await page.becomes("hidden");
  assert.deepEqual([page.last().path, page.last().body["leaving"]], ["/embed/v1/listen", true]);
  listener.hear("one");
  assert.equal(page.timers.length, 0);
  await page.becomes("visible");
  await page.rings();
  assert.equal(page.last().body["known"], null);
  page.last().answer({ manual: "one", again_in: 0 });
  await settled();
  page.last().answer({ granted: false, reason: "claimed_elsewhere" });
  await settled();
  assert.deepEqual(page.shown[page.shown.length - 1], [null, true]);
});

test("a server that does not answer is asked ever more rarely, and one that says never is not asked again", async () => {
  const page = new Page();
  listen(page.listened).hear(null);
  await page.rings();
  const pauses: number[] = [];
  for (let failure = 0; failure < 8; failure += 1) {
    page.last().fail();
    await settled();
    pauses.push(await page.rings());
  }
  assert.ok((pauses[0] ?? 0) >= 5000 && (pauses[7] ?? 0) >= 60000 && Math.max(...pauses) <= 180000, String(pauses));
  page.last().answer({ manual: null, again_in: null });
  await settled();
  assert.equal(page.timers.length, 0);
});

test("nothing is asked for a page without invitations or a visitor who is not tracked", async () => {
  const silent = new Page(false);
  listen(silent.listened).hear("one");
  assert.deepEqual([silent.calls.length, silent.timers.length], [0, 0]);
  const untracked = new Page();
  untracked.isTracked = false;
  listen(untracked.listened).hear("one");
  await untracked.rings();
  assert.equal(untracked.calls.length, 0);
});
