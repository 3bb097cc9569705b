import assert from "node:assert/strict";
import { test } from "node:test";
import { Reading } from "../../../src/console/desk/reading";
import { Store } from "../../../src/console/desk/store";
import { chat, message } from "./documents";

test("who asks while an answer is on its way is answered by a further question, because the first may know less", async (t) => {
  const asked: string[] = [];
  const answers: ((value: Response) => void)[] = [];
  t.mock.method(globalThis, "fetch", (address: string) => {
    asked.push(address.split("?")[1] ?? "");
    return new Promise<Response>((resolve) => answers.push(resolve));
  });
  const store = new Store();
  const reading = new Reading(store, () => assert.fail("nothing goes wrong here"));
  const answer = (...ids: number[]): void => {
    const page = { chat: chat("c1", { last_id: ids.at(-1) ?? 0 }), visitor: null, messages: ids.map((id) => message(id, { chat: "c1" })), changes: [], changed_to: 0, notes: [], more: false, has_previous: false };
    (answers.shift() as (value: Response) => void)(Response.json(page));
  };

  const first = reading.chat("c1");
  const second = reading.chat("c1");
  assert.equal(asked.length, 1);
  answer(1);
  while (answers.length === 0) await new Promise((done) => setImmediate(done));
  answer(2);
  await Promise.all([first, second]);

  assert.deepEqual(asked.map((query) => new URLSearchParams(query).get("after")), ["0", "1"]);
  assert.deepEqual(store.state.conversations.get("c1")?.messages.map((one) => one.id), [1, 2]);
});
