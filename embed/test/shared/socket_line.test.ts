import assert from "node:assert/strict";
import { test } from "node:test";
import type { Socket } from "socket.io-client";
import { DEAF_AFTER_MS, watchOver } from "../../src/shared/socket_line";

/** A page whose clock the test moves, and a socket that only notes what is done with it. */
function asleep() {
  const world = { now: 0, done: [] as string[], connected: true };
  const runs = new Map<string, () => void>();
  const add = (type: string, run: () => void): void => void runs.set(type, run);
  const socket = {
    get connected() { return world.connected; },
    on: (type: string, run: () => void) => add(`socket ${type}`, run),
    onAny: (run: () => void) => add("socket event", run),
    io: { on: (type: string, run: () => void) => add(`manager ${type}`, run) },
    connect: () => world.done.push("connect"),
    disconnect: () => world.done.push("disconnect"),
  };
  watchOver(socket as unknown as Socket, { setInterval: (run: () => void) => add("tick", run), addEventListener: add, document: { addEventListener: add } }, () => world.now);
  return { world, happens: (type: string) => (runs.get(type) as () => void)() };
}

test("a line that hears the server's pings is left alone, however long nobody says anything", () => {
  const { world, happens } = asleep();
  for (let seconds = 0; seconds < 600; seconds += 8) {
    world.now += 8000;
    happens("manager ping");
    happens("tick");
  }
  assert.deepEqual(world.done, []);
});

test("after a sleep the line is opened anew by whatever wakes first, once", () => {
  for (const first of ["tick", "pageshow", "focus", "visibilitychange", "resume"]) {
    const { world, happens } = asleep();
    world.now += 3_600_000;
    happens(first);
    happens("tick");
    assert.deepEqual(world.done, ["disconnect", "connect"]);
  }
});

test("a line that is closed or just about to be opened is nobody's business here", () => {
  const { world, happens } = asleep();
  world.connected = false;
  world.now += DEAF_AFTER_MS * 10;
  happens("tick");
  assert.deepEqual(world.done, []);
  world.connected = true;
  happens("socket connect");
  world.now += DEAF_AFTER_MS;
  happens("tick");
  assert.deepEqual(world.done, []);
});
