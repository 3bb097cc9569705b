import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE_MS, PluginModules } from "../../src/moments/plugin_modules";
import type { MomentKind } from "../../src/moments/widget_module";

const ADDRESS = "/embed/plugins/stranger/copied.js?v=0123456789abcdef";
const KIND: MomentKind = { watch: () => undefined };

function modules(load: (address: string) => Promise<unknown>) {
  const timers = new Map<number, { run: () => void; milliseconds: number }>();
  const failed: string[] = [];
  const asked: string[] = [];
  const handed: MomentKind[] = [];
  const made = new PluginModules({
    base: "https://help.example.org/beckon",
    load: (address) => { asked.push(address); return load(address); },
    setTimer: (run, milliseconds) => { timers.set(timers.size + 1, { run, milliseconds }); return timers.size; },
    clearTimer: (timer) => void timers.delete(timer),
    failed: (moment, problem) => failed.push(`${moment}: ${problem}`),
  });
  const use = (moment = "copied", address: unknown = ADDRESS): void => made.use(moment, address, (kind) => handed.push(kind));
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  return { made, use, settle, timers, failed, asked, handed };
}

const good = (): Promise<unknown> => Promise.resolve({ default: { moments: { copied: KIND } } });

test("a module is loaded once, from Beckon's own address, and is there at once for the next page", async () => {
  const { use, settle, asked, handed, timers } = modules(good);
  use();
  use();
  await settle();
  assert.deepEqual(asked, ["https://help.example.org/beckon" + ADDRESS]);
  assert.deepEqual(handed, [KIND, KIND]);
  use();
  assert.equal(handed.length, 3);
  assert.equal(timers.size, 0);
});

test("a module that throws switches its moment off, which is said once", async () => {
  const { use, settle, failed, handed } = modules(() => Promise.reject(new Error("torn")));
  use();
  await settle();
  use();
  await settle();
  assert.deepEqual(failed, ["copied: Error: torn"]);
  assert.deepEqual(handed, []);
});

test("a module that never comes to its end is waited for ten seconds, and is not listened to afterwards", async () => {
  let arrive: (value: unknown) => void = () => undefined;
  const { use, settle, timers, failed, handed } = modules(() => new Promise((done) => { arrive = done; }));
  use();
  const [timer] = timers.values();
  assert.equal(timer?.milliseconds, PATIENCE_MS);
  timer?.run();
  assert.deepEqual(failed, ["copied: Error: its module did not arrive in time"]);
  arrive({ default: { moments: { copied: KIND } } });
  await settle();
  assert.deepEqual(handed, []);
});

test("a module without the moment, or with something else in its place, is a module that failed", async () => {
  for (const exported of [undefined, {}, { default: 7 }, { default: { moments: { copied: {} } } }, { default: { moments: { other: KIND } } }]) {
    const { use, settle, failed } = modules(() => Promise.resolve(exported));
    use();
    await settle();
    assert.equal(failed.length, 1);
  }
});

test("only addresses of plugins' modules are loaded", () => {
  for (const address of [null, "", "https://evil.example/x.js", "//evil.example/embed/plugins/a/b.js?v=1", "/embed/plugins/../x.js?v=1", "/demo/x.js"]) {
    const { use, asked, failed } = modules(good);
    use("copied", address);
    assert.deepEqual([asked.length, failed.length], [0, 1]);
  }
});

test("what an error says for itself never throws again", async () => {
  const problem = { toString(): string { throw new Error("no words"); } };
  const { use, settle, failed } = modules(() => Promise.reject(problem));
  use();
  await settle();
  assert.deepEqual(failed, ["copied: something that has no words"]);
});
