import assert from "node:assert/strict";
import { test } from "node:test";
import { Keeping, type Storage } from "../../../src/console/desk/keeping";
import { Refused, Unreachable } from "../../../src/console/desk/refusals";
import { Outbox } from "../../../src/console/desk/outbox";
import { Store } from "../../../src/console/desk/store";

/** A browser's storage that lives as long as the test. */
class Shelf implements Storage {
  private readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }
  getItem(name: string): string | null {
    return this.kept.get(name) ?? null;
  }
  setItem(name: string, value: string): void {
    this.kept.set(name, value);
  }
  removeItem(name: string): void {
    this.kept.delete(name);
  }
}

type Answer = "stored" | "lost" | Refused;

/** The server's end of the line: keeps each client_id once, and answers as the test wants. */
class Server {
  readonly isConnected = true;
  readonly stored: { readonly client_id: string; readonly text: string }[] = [];
  tries = 0;

  constructor(private readonly answers: Answer[] = []) {}

  act<Result>(_event: string, body: Readonly<Record<string, unknown>>): Promise<Result> {
    this.tries += 1;
    const answer = this.answers.shift() ?? "stored";
    if (answer instanceof Refused) {
      return Promise.reject(answer);
    }
    const sent = { client_id: String(body["client_id"]), text: String(body["text"]) };
    let id = this.stored.findIndex((one) => one.client_id === sent.client_id) + 1;
    if (id === 0) {
      id = this.stored.push(sent);
    }
    return answer === "lost" ? Promise.reject(new Unreachable()) : Promise.resolve({ id, at: "2026-11-02T12:00:00Z" } as Result);
  }
}

function post(...answers: Answer[]) {
  const server = new Server(answers);
  const store = new Store();
  const shelf = new Shelf();
  return { server, store, shelf, outbox: new Outbox(store, server, new Keeping(shelf, 7)) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("messages are stored in the order in which they were written, and forgotten by the browser", async () => {
  const { server, store, shelf, outbox } = post();
  outbox.send("c", "one");
  outbox.send("c", "two");
  outbox.send("c", "three");
  await settled();
  assert.deepEqual(server.stored.map((one) => one.text), ["one", "two", "three"]);
  assert.equal(store.state.outgoing.length, 0);
  assert.equal(shelf.length, 0);
});

test("a message whose answer was lost is tried again and stored once; the next one waits for it", async () => {
  const { server, store, outbox } = post("lost");
  outbox.send("c", "one");
  outbox.send("c", "two");
  await settled();
  assert.deepEqual(store.state.outgoing.map((one) => one.state), ["unsent", "sending"]);
  outbox.flush();
  await settled();
  assert.deepEqual(server.stored.map((one) => one.text), ["one", "two"]);
  assert.equal(server.tries, 3);
});

test("a refused message says why, lets the others through, and can be tried again", async () => {
  const { server, store, outbox } = post(new Refused("too_long", ""));
  outbox.send("c", "one");
  outbox.send("c", "two");
  await settled();
  assert.deepEqual(store.state.outgoing.map((one) => [one.text, one.state, one.code]), [["one", "refused", "too_long"]]);
  outbox.retry(store.state.outgoing[0]?.client_id ?? "");
  await settled();
  assert.deepEqual(server.stored.map((one) => one.text), ["two", "one"]);
});

test("a busy server is no refusal", async () => {
  const { store, outbox } = post(new Refused("busy", ""));
  outbox.send("c", "one");
  await settled();
  assert.equal(store.state.outgoing[0]?.state, "unsent");
  outbox.flush();
  await settled();
  assert.equal(store.state.outgoing.length, 0);
});

test("a message that was not confirmed survives a reload with its identity", async () => {
  const first = post("lost");
  first.outbox.send("c", "one");
  await settled();
  const store = new Store();
  const again = new Outbox(store, first.server, new Keeping(first.shelf, 7));
  again.restore();
  again.flush();
  await settled();
  assert.deepEqual(first.server.stored.map((one) => one.text), ["one"]);
  assert.equal(store.state.outgoing.length, 0);
});

test("a message that was taken back gives its words back", async () => {
  const { store, shelf, outbox } = post(new Refused("empty", ""));
  outbox.send("c", "one");
  await settled();
  assert.equal(outbox.withdraw(store.state.outgoing[0]?.client_id ?? ""), "one");
  assert.equal(store.state.outgoing.length, 0);
  assert.equal(shelf.length, 0);
});

test("drafts belong to one chat and one operator, and old ones are forgotten", () => {
  const shelf = new Shelf();
  const mine = new Keeping(shelf, 7);
  mine.keepDraft("a", "half a sentence", 0);
  mine.keepDraft("b", "another", 1_000_000_000_000);
  assert.equal(mine.draft("a"), "half a sentence");
  assert.equal(new Keeping(shelf, 8).draft("a"), "");
  mine.tidy(1_000_000_000_000);
  assert.equal(mine.draft("a"), "");
  assert.equal(mine.draft("b"), "another");
});

test("where the browser keeps nothing, sending works all the same", async () => {
  const server = new Server();
  const outbox = new Outbox(new Store(), server, new Keeping(null, 7));
  outbox.send("c", "one");
  await settled();
  assert.equal(server.stored.length, 1);
});
