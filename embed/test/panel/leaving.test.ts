import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "../../src/panel/api";
import { faultsOf, Leaving, type OfflineDraft } from "../../src/panel/leaving";
import { readOfflineForm } from "../../src/panel/offline_document";

const FORM = { text: "", fields: { name: "required", email: "optional", phone: "hidden" }, consent: "", known: { name: "Vera", email: "", phone: "" } };
const EMPTY: OfflineDraft = { name: "", email: "", phone: "", text: "", consent: false };
const EMBED = { identifier: null, department: [], language: null };
const PAGE = { url: "https://shop.test/", title: "Shop" };

function leavingWith(answers: (() => Promise<void>)[]): { leaving: Leaving; sent: Record<string, unknown>[] } {
  const sent: Record<string, unknown>[] = [];
  const leaving = new Leaving({
    post: (body) => {
      sent.push(body);
      return (answers.shift() || (() => Promise.resolve()))();
    },
    redraw: () => undefined,
  });
  leaving.offer(readOfflineForm(FORM));
  return { leaving, sent };
}

test("what the server says about the form is read, and anything else is no form", () => {
  assert.equal(readOfflineForm(null), null);
  assert.equal(readOfflineForm({ fields: 3 }), null);
  assert.deepEqual(readOfflineForm({ fields: { name: "strange" } })?.fields, { name: "hidden", email: "hidden", phone: "hidden" });
});

test("what is missing is named before anything is sent", () => {
  const form = readOfflineForm({ ...FORM, consent: "I agree." });
  assert.ok(form);
  assert.deepEqual(faultsOf(form, EMPTY), ["name", "text", "consent"]);
  assert.deepEqual(faultsOf(form, { ...EMPTY, name: "V", text: "Hi", email: "nobody", consent: true }), ["email"]);
  assert.deepEqual(faultsOf(form, { ...EMPTY, name: "V", text: "Hi", consent: true }), []);
});

test("what failed on the way is sent again as the same message, and the next one is another", async () => {
  const { leaving, sent } = leavingWith([() => Promise.reject(new Refused(0, "", ""))]);
  assert.equal(leaving.draft.name, "Vera");
  leaving.change({ text: "Where is it?" });
  await leaving.send(EMBED, PAGE);
  assert.deepEqual([leaving.state, leaving.problem && leaving.problem.status], ["writing", 0]);
  await leaving.send(EMBED, PAGE);
  assert.equal(leaving.state, "sent");
  leaving.again();
  leaving.change({ text: "And this?" });
  await leaving.send(EMBED, PAGE);
  assert.equal(sent.length, 3);
  assert.equal(sent[0]?.client_id, sent[1]?.client_id);
  assert.notEqual(sent[1]?.client_id, sent[2]?.client_id);
});

test("a field that the server refuses is marked until it is changed", async () => {
  const { leaving } = leavingWith([() => Promise.reject(new Refused(422, "not_an_address", "", "email"))]);
  leaving.change({ text: "Hi", email: "a@b" });
  await leaving.send(EMBED, PAGE);
  assert.deepEqual(leaving.faults, ["email"]);
  leaving.change({ email: "a@b.example" });
  assert.deepEqual(leaving.faults, []);
});
