import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanUrl, isSecretParameter, routeOf } from "../../src/tracking/urls";

test("an address leaves the browser without user name, fragment and secret parameters", () => {
  const address = "https://user:pass@shop.test/account?token=SECRET&color=red&email=a@b.test#access_token=abc";
  assert.equal(cleanUrl(address), "https://shop.test/account?color=red");
});

test("a secret parameter is recognised however it is written", () => {
  for (const name of ["token", "Access_Token", "password", "pass%77ord", "code", "session", "reset_token", "user[email]", "api-key", "my_secret"]) {
    assert.ok(isSecretParameter(name), name);
  }
  for (const name of ["q", "page", "utm_source", "keyword", "codec", "author", "tokenless"]) assert.ok(!isSecretParameter(name), name);
});

test("an address that is not http(s) is not sent at all", () => {
  for (const address of ["javascript:alert(1)", "data:text/html,x", "blob:https://shop.test/6d1b", "chrome-extension://abcd/page.html", "nonsense"]) {
    assert.equal(cleanUrl(address), "");
  }
});

test("the order and spelling of harmless parameters stay as they are", () => {
  assert.equal(cleanUrl("https://a.test/p%20q?b=%C3%A4&a=1&&a=2"), "https://a.test/p%20q?b=%C3%A4&a=1&a=2");
});

test("an international host is sent in its network form", () => {
  assert.equal(cleanUrl("https://müller.test/"), "https://xn--mller-kva.test/");
});

test("a hash router keeps its route and loses the secrets in it", () => {
  assert.equal(cleanUrl("https://a.test/#/orders?token=x&page=2", "hash"), "https://a.test/#/orders?page=2");
  assert.equal(cleanUrl("https://a.test/#access_token=abc", "hash"), "https://a.test/");
});

test("an address is at most 2,000 characters long", () => {
  assert.equal(cleanUrl("https://a.test/?q=" + "x".repeat(9000)).length, 2000);
});

test("a fragment is a new route only for a hash router", () => {
  assert.equal(routeOf("https://a.test/x?y#one", "history"), routeOf("https://a.test/x?y#two", "history"));
  assert.notEqual(routeOf("https://a.test/x#one", "hash"), routeOf("https://a.test/x#two", "hash"));
  assert.notEqual(routeOf("https://a.test/x?y=1", "history"), routeOf("https://a.test/x?y=2", "history"));
});
