import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { PanelApi, Refused } from "../../src/panel/api";
import { Conversation, LONGEST_MESSAGE } from "../../src/panel/conversation";
import type { LineListener } from "../../src/panel/live_line";
import { Outbox, type Drawer } from "../../src/panel/outbox";
import type { Chat, Message } from "../../src/shared/wire";

/** A server in miniature that keeps one chat; the line to it can be cut, made slow, or made to lose answers. */
class TinyServer {
  chat: Chat | null = null;
  messages: Message[] = [];
  isReachable = true;
  losesNextAnswer = false;
  isPatient = true;
  started = 0;
  underWay = 0;
  mostUnderWay = 0;
  listener: LineListener | null = null;

  store(client_id: string, text: string, from: Message["from"] = "visitor"): Message {
    const known = this.messages.find((message) => message.client_id === client_id);
    if (known) return known;
    const message: Message = {
      id: this.messages.length + 1, chat: "c1", client_id, from, name: null, text, html: null, code: null, file: null, at: "2026-11-21T10:00:00Z",
    };
    this.messages.push(message);
    return message;
  }

  async answer<Value>(make: () => Value): Promise<Value> {
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await new Promise((done) => setImmediate(done));
    this.underWay -= 1;
    if (!this.isReachable) throw new Refused(0, "unreachable", "no line");
    if (!this.isPatient) throw new Refused(429, "too_many_requests", "one moment");
    const value = make();
    if (this.losesNextAnswer) {
      this.losesNextAnswer = false;
      throw new Refused(0, "no_answer", "the answer was lost");
    }
    return value;
  }

  api(): PanelApi {
    const api = new PanelApi("", "secret");
    api.session = () => this.answer(() => ({ token: "t", chat: this.chat, team_online: true }));
    api.startChat = (first) => this.answer(() => {
      const message = this.store(first.client_id, first.text);
      this.started += 1;
      this.chat = { key: `c${this.started}`, state: "active", operator: null, last_id: message.id, unread: 0, started_at: "", rating: null, held: false, queue: null };
      return { chat: this.chat, message };
    });
    api.send = (_chat, client_id, text) => this.answer(() => this.store(client_id, text));
    api.messages = (_chat, after) => this.answer(() => ({ chat: this.chat, messages: this.messages.filter((one) => one.id > after), more: false }));
    api.seen = () => Promise.resolve();
    return api;
  }
}

interface World {
  isConnected: boolean;
  now: number;
  isDismissed?: boolean;
}

function drawer(): Drawer {
  const kept = new Map<string, string>();
  return {
    get length() { return kept.size; },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

function panel(server: TinyServer, kept: Drawer = drawer(), world: World = { isConnected: false, now: 1000 }) {
  const heard: string[] = [];
  const conversation = new Conversation({
    api: server.api(),
    line: (listener) => {
      server.listener = listener;
      return { open: () => undefined, close: () => undefined, get isConnected() { return world.isConnected; }, send: () => Promise.reject(new Error("no socket")), resume: () => Promise.reject(new Error("no socket")), typing: () => undefined, received: () => undefined, seen: () => false };
    },
    outbox: new Outbox(kept),
    embed: { identifier: null, department: [], language: null },
    page: { url: "https://shop.test/", title: "Shop" },
    now: () => world.now,
    wordsFor: (problem) => problem.message,
    isDismissed: () => world.isDismissed === true,
    changed: () => undefined,
    events: {
      token: () => undefined, started: () => heard.push("started"), closed: () => heard.push("closed"), sent: () => heard.push("sent"),
      received: (message) => heard.push(`received ${message.text}`), team: () => undefined, unread: (count) => heard.push(`unread ${count}`),
    },
  });
  return { conversation, heard, kept };
}

/** Waits until something holds; every turn lets the tiny server answer. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn += 1) await new Promise((done) => setImmediate(done));
  assert.ok(holds());
}

/** A panel whose visitor has begun a chat by writing "Hello". */
async function chatting(t: TestContext, world?: World) {
  const server = new TinyServer();
  const { conversation, heard } = panel(server, drawer(), world);
  t.after(() => conversation.stop());
  await conversation.start();
  conversation.write("Hello");
  await until(() => conversation.state.messages.length === 1);
  return { server, conversation, heard };
}

test("there is no chat before the visitor writes, and their first message starts it", async (t) => {
  const server = new TinyServer();
  const { conversation, heard } = panel(server);
  t.after(() => conversation.stop());
  await conversation.start();
  assert.equal(server.chat, null);
  conversation.write("  Hello \r\n there ");
  await until(() => conversation.state.messages.length === 1);
  assert.deepEqual(server.messages.map((message) => message.text), ["Hello \n there"]);
  assert.ok(heard.includes("started") && heard.includes("sent"));
});

test("messages are stored in the order of writing, one under way at a time", async (t) => {
  const server = new TinyServer();
  const { conversation } = panel(server);
  t.after(() => conversation.stop());
  await conversation.start();
  for (let index = 1; index <= 20; index += 1) conversation.write(`line ${index}`);
  await until(() => conversation.state.pending.length === 0);
  assert.deepEqual(server.messages.map((message) => message.text), Array.from({ length: 20 }, (_, index) => `line ${index + 1}`));
});

test("a lost answer does not double the message", async (t) => {
  const server = new TinyServer();
  const { conversation } = panel(server);
  t.after(() => conversation.stop());
  await conversation.start();
  server.losesNextAnswer = true;
  conversation.write("Hello");
  await until(() => conversation.state.pending[0]?.state === "waiting");
  conversation.wake();
  await until(() => conversation.state.pending.length === 0);
  assert.equal(server.messages.length, 1);
  assert.equal(conversation.state.messages.length, 1);
});

test("what was written without a line survives a reload and goes out by itself", async (t) => {
  const server = new TinyServer();
  const kept = drawer();
  const first = panel(server, kept);
  await first.conversation.start();
  server.isReachable = false;
  first.conversation.write("Are you there?");
  await until(() => first.conversation.state.pending[0]?.state === "waiting");
  first.conversation.stop();
  server.isReachable = true;
  const second = panel(server, kept);
  t.after(() => second.conversation.stop());
  await second.conversation.start();
  await until(() => second.conversation.state.messages.length === 1);
  assert.deepEqual(server.messages.map((message) => message.text), ["Are you there?"]);
});

test("a message that skips an id makes the panel ask for the ones between", async (t) => {
  const { server, conversation, heard } = await chatting(t);
  server.store("o1", "one", "operator");
  const two = server.store("o2", "two", "operator");
  server.listener?.message(two);
  await until(() => conversation.state.messages.length === 3);
  assert.deepEqual(heard.filter((line) => line.startsWith("received")), ["received one", "received two"]);
});

test("what happened while an answer was on its way and the line was being opened is asked for again", async (t) => {
  const { server, conversation } = await chatting(t);
  const answer = server.answer.bind(server);
  let release = (): void => undefined;
  server.answer = (make) => {
    const value = make();
    server.answer = answer;
    return new Promise((resolve) => { release = () => resolve(value); });
  };
  server.listener?.chat({ ...(server.chat as Chat), last_id: 2 });
  server.store("s1", "Anna ended the chat", "system");
  server.listener?.connected();
  release();
  await until(() => conversation.state.messages.length === 2);
});

test("an answer that is older than what the line has told changes nothing", async (t) => {
  const { server, conversation } = await chatting(t);
  const open = server.chat as Chat;
  server.listener?.chat({ ...open, state: "closed" });
  server.listener?.chat(open);
  assert.equal(conversation.state.chat?.state, "closed");
});

test("a closed panel counts what the team says, an open one does not", async (t) => {
  const { server, conversation, heard } = await chatting(t);
  conversation.setOpen(false);
  server.listener?.message(server.store("o1", "one", "operator"));
  server.listener?.message(server.store("o2", "two", "operator"));
  assert.equal(heard[heard.length - 1], "unread 2");
  conversation.setOpen(true);
  assert.equal(heard[heard.length - 1], "unread 0");
});

test("a message that the server refuses says why and does not hold up the next one", async (t) => {
  const { server, conversation } = await chatting(t);
  const answer = server.answer.bind(server);
  server.answer = async (make) => {
    server.answer = answer;
    void make;
    throw new Refused(422, "invalid_input", "This is not allowed.");
  };
  conversation.write("bad");
  conversation.write("good");
  await until(() => server.messages.length === 2);
  assert.deepEqual(conversation.state.pending.map((one) => [one.text, one.state, one.problem]), [["bad", "failed", "This is not allowed."]]);
});

test("writing into a chat that has ended begins a new one", async (t) => {
  const { server, conversation, heard } = await chatting(t);
  server.listener?.chat({ ...(server.chat as Chat), state: "closed" });
  assert.ok(heard.includes("closed"));
  conversation.write("One more thing");
  await until(() => heard.filter((line) => line === "started").length === 2);
});

test("an empty text and one that is too long are not taken", () => {
  const { conversation } = panel(new TinyServer());
  conversation.write("   ");
  conversation.write("x".repeat(LONGEST_MESSAGE + 1));
  assert.deepEqual(conversation.state.pending, []);
});

test("a message that was lost on the way comes all the same, half a minute after the last word over the line", async (t) => {
  const world = { isConnected: true, now: 1000 };
  const { server, conversation } = await chatting(t, world);
  server.store("lost", "Someone will be with you", "automatic");
  world.now += 30_000;
  await conversation.lookAfter();
  await until(() => conversation.state.messages.length === 2);
  assert.deepEqual(conversation.state.messages.map((message) => message.text), ["Hello", "Someone will be with you"]);
});

test("a browser without network says so at once, and takes it back when the line outlived it", async (t) => {
  const { conversation } = await chatting(t, { isConnected: true, now: 1000 });
  conversation.cutOff();
  assert.equal(conversation.state.line, "lost");
  conversation.wake();
  assert.equal(conversation.state.line, "online");
});

test("a browser that is wrong about its network is not believed once something comes over the line", async (t) => {
  const { server, conversation } = await chatting(t, { isConnected: true, now: 1000 });
  conversation.cutOff();
  server.listener?.message(server.store("o1", "Still here", "operator"));
  assert.equal(conversation.state.line, "online");
});

test("a chat that ended while nobody listened ends for the page around too", async (t) => {
  const { server, conversation, heard } = await chatting(t);
  server.store("s1", "Anna ended the chat", "system");
  server.chat = { ...(server.chat as Chat), state: "closed", last_id: 2 };
  conversation.wake();
  await until(() => conversation.state.chat?.state === "closed");
  assert.deepEqual(heard.filter((word) => word === "closed"), ["closed"]);
});

test("a chat that is over comes back to be asked about, but neither over an invitation nor after a no", async (t) => {
  const over: Chat = { key: "c1", state: "closed", operator: null, last_id: 1, unread: 0, started_at: "", rating: null, held: false, queue: null };
  const invitation = { impression: "i1", key: "i1", html: null, text: "May I help?", sender: null, buttons: [], language: null };
  for (const [isInvited, isRefused, shown] of [[false, false, "c1"], [true, false, undefined], [false, true, undefined]] as const) {
    const server = new TinyServer();
    server.store("a", "Goodbye", "operator");
    server.chat = over;
    const { conversation, heard } = panel(server, drawer(), { isConnected: false, now: 1000, isDismissed: isRefused });
    t.after(() => conversation.stop());
    if (isInvited) conversation.invite(invitation as never);
    await conversation.start();
    assert.equal(conversation.state.chat?.key, shown);
    assert.equal(conversation.state.invitation !== null, isInvited);
    assert.deepEqual(heard.filter((word) => word === "started" || word === "closed"), []);
  }
});

test("what has to wait for the server's patience goes before what is written meanwhile", async (t) => {
  const server = new TinyServer();
  const { conversation } = panel(server);
  t.after(() => conversation.stop());
  await conversation.start();
  conversation.write("first");
  await until(() => conversation.state.messages.length === 1);
  server.isPatient = false;
  conversation.write("second");
  await until(() => conversation.state.pending[0]?.state === "failed");
  server.isPatient = true;
  conversation.write("third");
  await until(() => conversation.state.pending.length === 0);
  assert.deepEqual(server.messages.map((message) => message.text), ["first", "second", "third"]);
});

test("a file that has begun a chat brings the chat along", async (t) => {
  const server = new TinyServer();
  const { conversation, heard } = panel(server);
  t.after(() => conversation.stop());
  await conversation.start();
  assert.deepEqual(conversation.opening(), { impression: null, page: { url: "https://shop.test/", title: "Shop" }, embed: { identifier: null, department: [], language: null } });
  server.store("i", "May I help?", "invitation");
  const file = server.store("f1", "plan.pdf");
  server.chat = { key: "c1", state: "waiting", operator: null, last_id: 2, unread: 0, started_at: "", rating: null, held: false, queue: null };
  conversation.took(file, server.chat);
  await until(() => conversation.state.messages.length === 2);
  assert.deepEqual(heard.filter((word) => !word.startsWith("unread")), ["started", "sent"]);
});
