/** Cleans addresses before they leave the browser: no user names, no fragments, no secrets in the query. */

/** Names that give something away; with one of the endings below, so does any longer name. */
const SECRETS = new Set([
  "token", "accesstoken", "auth", "authtoken", "authorization",
  "password", "passwd", "pass", "pwd", "secret", "key", "api_key", "apikey", "access_key",
  "code", "otp", "pin", "session", "sessionid", "session_id", "sid", "jsessionid", "phpsessid", "csrf", "csrftoken",
  "signature", "sig", "jwt", "samlresponse",
  "email", "e-mail", "mail", "phone", "iban", "card", "ssn", "credential", "credentials", "bearer", "private_key",
  "magic_link", "verification_code", "username",
]);
const MAX_LENGTH = 2000;

/** True when a query parameter of this name must never be sent. */
export function isSecretParameter(name: string): boolean {
  let plain = name;
  try {
    plain = decodeURIComponent(name.replace(/\+/g, " "));
  } catch {
    // An undecodable name is compared as it stands.
  }
  // `user[email]` and `user.email` are the e-mail of a user.
  const lowered = plain.trim().toLowerCase().replace(/\[(\w*)\]/g, ".$1").replace(/\.+$/, "");
  return SECRETS.has(lowered) || SECRETS.has(lowered.replace(/-/g, "_")) || /[_.-](token|password|passwd|secret|api_?key|session_?id|email)$/.test(lowered);
}

function cleanQuery(query: string): string {
  if (query.length < 2) return "";
  const kept = query.slice(1).split("&").filter((pair) => {
    const equals = pair.indexOf("=");
    return pair !== "" && !isSecretParameter(equals < 0 ? pair : pair.slice(0, equals));
  });
  return kept.length ? "?" + kept.join("&") : "";
}

/**
 * The address without user info and secret parameters, at most 2,000 characters.
 * The fragment is kept only for a hash router, and only when it is a route (`#/…` or `#!…`), cleaned like the rest.
 * Anything that is not http(s) gives an empty text.
 */
export function cleanUrl(address: string, router: "history" | "hash" = "history"): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return "";
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return "";
  let fragment = "";
  if (router === "hash" && /^#[!/]/.test(url.hash)) {
    const question = url.hash.indexOf("?");
    fragment = question < 0 ? url.hash : url.hash.slice(0, question) + cleanQuery(url.hash.slice(question));
  }
  const path = url.pathname.replace(/;jsessionid=[^/;?]*/gi, "");
  return (url.protocol + "//" + url.host + path + cleanQuery(url.search) + fragment).slice(0, MAX_LENGTH);
}

/** What makes two addresses two routes: path and query, and the fragment for a hash router. */
export function routeOf(address: string, router: "history" | "hash"): string {
  try {
    const url = new URL(address);
    return url.origin + url.pathname + url.search + (router === "hash" ? url.hash : "");
  } catch {
    return address;
  }
}
