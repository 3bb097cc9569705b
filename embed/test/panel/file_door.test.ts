import assert from "node:assert/strict";
import { test } from "node:test";
import { FileDoor } from "../../src/panel/file_door";

test("many files ask for one pass, and it is renewed before it runs out", async () => {
  let now = 0;
  let asked = 0;
  const door = new FileDoor("/help", () => {
    asked += 1;
    return Promise.resolve({ token: `pass ${asked}`, seconds: 900 });
  }, () => now);

  assert.equal(door.known("c", "k"), null);
  const addresses = await Promise.all([door.address("c", "k"), door.address("c", "l")]);
  assert.deepEqual(addresses, ["/help/widget/v1/files/k?pass=pass%201", "/help/widget/v1/files/l?pass=pass%201"]);
  assert.equal(door.known("c", "k"), addresses[0]);
  now = 600_000;
  assert.equal(door.isWorn("c"), true);
  assert.equal(door.known("c", "k"), addresses[0]);
  assert.equal(await door.address("c", "k"), "/help/widget/v1/files/k?pass=pass%202");
  now = 1_600_000;
  assert.equal(door.known("c", "k"), null);
});

test("who gets no pass may ask again", async () => {
  let isOpen = false;
  const door = new FileDoor("", () => (isOpen ? Promise.resolve({ token: "t", seconds: 900 }) : Promise.reject(new Error("no"))), () => 0);
  await assert.rejects(door.address("c", "k"));
  isOpen = true;
  assert.equal(await door.address("c", "k"), "/widget/v1/files/k?pass=t");
});
