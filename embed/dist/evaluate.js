"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/evaluate.ts
var evaluate_exports = {};
__export(evaluate_exports, {
  evaluateDocument: () => evaluateDocument
});
module.exports = __toCommonJS(evaluate_exports);
var import_node_fs = require("node:fs");

// src/rules/glob.ts
function fitsGlob(pattern, text) {
  const pieces = pattern.split("*");
  const head = pieces.shift() ?? "";
  const tail2 = pieces.pop();
  if (tail2 === void 0) return text === head;
  const end = text.length - tail2.length;
  let place = head.length;
  if (end < place || !text.startsWith(head) || !text.endsWith(tail2)) return false;
  for (const piece of pieces) {
    const found = text.indexOf(piece, place);
    if (found < 0 || found + piece.length > end) return false;
    place = found + piece.length;
  }
  return true;
}

// src/rules/punycode.ts
var BASE = 36;
var SKEW = 38;
var T_MAX = 26;
var LARGEST = 2 ** 31;
var DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789";
var LABEL = /(^|[^a-z0-9-])(xn--([a-z0-9-]{1,59}))(?![a-z0-9-])/gi;
function unicodeHost(text) {
  if (!text.includes("--")) return text;
  return text.replace(LABEL, (_found, before, label, code) => before + (decoded(code.toLowerCase()) ?? label));
}
function decoded(code) {
  const end = code.lastIndexOf("-");
  const digits = code.slice(end + 1);
  if (!digits) return null;
  const letters = Array.from(code.slice(0, Math.max(0, end)));
  let number = 128;
  let place = 0;
  let bias = 72;
  let read = 0;
  while (read < digits.length) {
    const before = place;
    for (let weight = 1, step = BASE; ; step += BASE) {
      const digit = DIGITS.indexOf(digits.charAt(read));
      if (read >= digits.length || digit < 0 || place > LARGEST) return null;
      read += 1;
      place += digit * weight;
      const threshold = Math.min(Math.max(step - bias, 1), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = letters.length + 1;
    bias = adapted(place - before, length, before === 0);
    number += Math.floor(place / length);
    place %= length;
    if (number < 160 || number > 1114111 || number >= 55296 && number <= 57343) return null;
    letters.splice(place, 0, String.fromCodePoint(number));
    place += 1;
  }
  return letters.join("");
}
function adapted(delta, length, isFirst) {
  let rest = Math.floor(delta / (isFirst ? 700 : 2));
  rest += Math.floor(rest / length);
  let turns = 0;
  for (; rest > (BASE - 1) * T_MAX / 2; turns += BASE) rest = Math.floor(rest / (BASE - 1));
  return turns + Math.floor(BASE * rest / (rest + SKEW));
}

// src/rules/text.ts
var BLANK = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]+";
var BLANKS_AROUND = new RegExp(`^${BLANK}|${BLANK}$`, "g");
function trimmed(text) {
  return text.replace(BLANKS_AROUND, "");
}
function fold(text) {
  const composed = trimmed(text).normalize("NFC");
  return composed.toLowerCase().toUpperCase().toLowerCase().replace(/\u03c2/g, "σ").normalize("NFC");
}
function several(wanted) {
  return (Array.isArray(wanted) ? wanted : [wanted]).map(String);
}
function equalsAny(wanted, actual) {
  const text = fold(actual);
  return several(wanted).some((one) => fold(one) === text);
}
function containsAny(wanted, actual) {
  const text = fold(actual);
  return several(wanted).some((one) => text.includes(fold(one)));
}

// src/rules/url.ts
var SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):(?=\/\/)/;
var PORTS = /* @__PURE__ */ new Map([["http", ":80"], ["https", ":443"], ["ws", ":80"], ["wss", ":443"]]);
var TRACKING_NAMES = ["gclid", "fbclid", "msclkid"];
function parted(text, character) {
  const place = text.indexOf(character);
  return place < 0 ? [text, "", false] : [text.slice(0, place), text.slice(place + 1), true];
}
function withoutEnd(text, end) {
  return end && text.endsWith(end) ? text.slice(0, -end.length) : text;
}
function decoded2(text) {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run.toUpperCase();
    }
  });
}
function isTracking(part) {
  const name = decoded2(parted(part, "=")[0]).toLowerCase();
  return name.startsWith("utm_") || TRACKING_NAMES.includes(name);
}
function foldHost(host, scheme) {
  let name = fold(unicodeHost(host.slice(host.lastIndexOf("@") + 1)));
  const known = PORTS.get(scheme);
  for (const port of known ? [known] : scheme ? [] : [":80", ":443"]) name = withoutEnd(name, port);
  return withoutEnd(name, ".");
}
function parse(url) {
  let text = trimmed(url).replace(/\\/g, "/");
  const found = SCHEME.exec(text);
  const scheme = found?.[1]?.toLowerCase() ?? "";
  if (found) text = text.slice(found[0].length);
  const hasHost = text.startsWith("//") || !text.startsWith("/");
  if (text.startsWith("//")) text = text.slice(2);
  let fragment = "";
  let query = "";
  [text, fragment] = parted(text, "#");
  [text, query] = parted(text, "?");
  let host = "";
  if (hasHost) {
    const [before, after, hasPath] = parted(text, "/");
    host = before;
    text = hasPath ? `/${after}` : "";
  }
  const bare = query.split("&").filter((part) => part && !isTracking(part)).join("&");
  return {
    scheme,
    host: foldHost(host, scheme),
    path: fold(decoded2(text)),
    query: fold(decoded2(query)),
    bare_query: fold(decoded2(bare)),
    fragment: fold(decoded2(fragment))
  };
}
function barePath(address) {
  return address.path.replace(/\/+$/, "");
}
function tail(address, form, withFragment) {
  const path = form === "whole" ? address.path || "/" : barePath(address) + (form === "closed" ? "/" : "");
  const query = form === "bare" ? address.bare_query : address.query;
  const text = path + (query && `?${query}`);
  return withFragment && address.fragment ? `${text}#${address.fragment}` : text;
}
function spellingOf(pattern) {
  const text = trimmed(pattern).replace(/\\/g, "/");
  const withScheme = SCHEME.test(text);
  const withHost = withScheme || text.startsWith("//") || !text.startsWith("/");
  return { with_scheme: withScheme, with_host: withHost, with_fragment: text.includes("#") };
}
function beforePath(spelling, address) {
  if (!spelling.with_host) return "";
  return spelling.with_scheme ? `${address.scheme}://${address.host}` : address.host;
}
function bareForm(spelling, address) {
  return beforePath(spelling, address) + tail(address, "bare", spelling.with_fragment);
}
function openForms(spelling, address) {
  const before = beforePath(spelling, address);
  return ["whole", "bare", "closed"].map((form) => before + tail(address, form, spelling.with_fragment));
}
function wholeForm(spelling, address) {
  const rest = tail(address, "whole", spelling.with_fragment);
  if (!spelling.with_host) return rest;
  return (address.scheme && `${address.scheme}://`) + address.host + rest;
}
function foldPattern(pattern) {
  const address = parse(pattern);
  const path = !address.path && address.query && !address.host.endsWith("*") ? "/" : address.path;
  const text = beforePath(spellingOf(pattern), address) + path + (address.query && `?${address.query}`);
  return address.fragment ? `${text}#${address.fragment}` : text;
}
function hostWithoutWww(host) {
  return (host.endsWith("]") ? host : host.replace(/:\d+$/, "")).replace(/^www\./, "");
}

// ../plugins/url_targeting/widget/rules/addresses.ts
function withoutStar(pattern) {
  return pattern.replace(/\*+$/, "");
}
function starts(pattern, address) {
  const wanted = withoutStar(foldPattern(pattern));
  return openForms(spellingOf(pattern), address).some((form) => form.startsWith(wanted));
}
function equals(pattern, address) {
  if (pattern.endsWith("*")) return starts(pattern, address);
  const spelling = spellingOf(pattern);
  return bareForm(spelling, address) === bareForm(spelling, parse(pattern));
}
function contains(pattern, address) {
  return wholeForm(spellingOf(pattern), address).includes(fold(unicodeHost(decoded2(withoutStar(pattern)))));
}
function glob(pattern, address) {
  return openForms(spellingOf(pattern), address).some((form) => fitsGlob(foldPattern(pattern), form));
}
function domain(pattern, address) {
  const given = parse(pattern);
  const wanted = hostWithoutWww(given.host) || given.path.replace(/^\/+|\/+$/g, "");
  const host = hostWithoutWww(address.host);
  return wanted.includes(".") ? host === wanted || host.endsWith(`.${wanted}`) : host.split(".").includes(wanted);
}
var TESTS = {
  equals,
  is_not: equals,
  contains,
  not_contains: contains,
  starts,
  glob,
  domain
};
var kinds = {
  address: {
    absent: "",
    test(comparison, wanted, actual) {
      const address = parse(String(actual));
      const holds = several(wanted).some((pattern) => TESTS[comparison]?.(pattern, address) ?? false);
      return holds !== (comparison === "is_not" || comparison === "not_contains");
    }
  }
};

// src/rules/numbers.ts
function milliseconds(seconds) {
  return Math.floor(seconds * 1e3 + 0.5);
}
function compare(comparison, wanted, actual) {
  switch (comparison) {
    case "greater":
      return actual > wanted;
    case "less":
      return actual < wanted;
    case "equals":
      return actual === wanted;
    case "at_least":
      return actual >= wanted;
    case "at_most":
      return actual <= wanted;
  }
  return false;
}
function compareClock(comparison, wanted, actual) {
  return comparison === "equals" ? wanted <= actual && actual < wanted + 1e3 : compare(comparison, wanted, actual);
}
function clockChange(comparison, wanted, actual) {
  const end = comparison === "greater" || comparison === "at_most" ? wanted + 1 : wanted;
  if (actual < end) return end - actual;
  return comparison === "equals" && actual < wanted + 1e3 ? wanted + 1e3 - actual : null;
}

// src/rules/kinds.ts
function clock(runs, absent) {
  return {
    absent,
    runs,
    test: (comparison, wanted, actual) => compareClock(comparison, milliseconds(Number(wanted)), milliseconds(Number(actual)))
  };
}
var FAST_KINDS = {
  text: {
    absent: "",
    test(comparison, wanted, actual) {
      const isNegative = comparison === "is_not" || comparison === "not_contains";
      const compareAny = comparison === "equals" || comparison === "is_not" ? equalsAny : containsAny;
      return compareAny(wanted, String(actual)) !== isNegative;
    }
  },
  yes_no: { absent: false, test: (_comparison, wanted, actual) => wanted === actual },
  number: { test: (comparison, wanted, actual) => compare(comparison, Number(wanted), Number(actual)) },
  clock: clock(true),
  since: clock(true, Infinity),
  stopped: clock(false)
};

// src/rules/language_codes.ts
var TABLE = `
aar:aa abk:ab adp:dz afr:af aka:ak alb:sq als:sq amh:am ara:ar arb:ar arg:an arm:hy asm:as ava:av ave:ae
aym:ay ayr:ay aze:az azj:az bak:ba bam:bm baq:eu bel:be ben:bn bis:bi bod:bo bos:bs bre:br bul:bg bur:my
cat:ca ces:cs cha:ch che:ce chi:zh chu:cu chv:cv cls:sa cmn:zh cor:kw cos:co cre:cr cwd:cr cym:cy cze:cs
dan:da deu:de div:dv drh:mn dut:nl dzo:dz ekk:et ell:el eng:en epo:eo esk:ik esp:es est:et eus:eu ewe:ee
fao:fo fas:fa fat:ak fij:fj fin:fi fra:fr fre:fr fry:fy fuc:ff ful:ff gaz:om geo:ka ger:de gla:gd gle:ga
glg:gl glv:gv gre:el grn:gn gug:gn guj:gu hat:ht hau:ha heb:he her:hz hin:hi hmo:ho hrv:hr hun:hu hye:hy
ibo:ig ice:is ido:io iii:ii ike:iu iku:iu ile:ie in:id ina:ia ind:id ipk:ik isl:is ita:it iw:he jav:jv ji:yi
jpn:ja jw:jv kal:kl kan:kn kas:ks kat:ka kau:kr kaz:kk khk:mn khm:km kik:ki kin:rw kir:ky kmr:ku knc:kr kng:kg
kom:kv kon:kg kor:ko kpv:kv kua:kj kur:ku lao:lo lat:la lav:lv lim:li lin:ln lit:lt ltz:lb lub:lu lug:lg
lvs:lv mac:mk mah:mh mal:ml mao:mi mar:mr may:ms mkd:mk mlg:mg mlt:mt mo:ro mol:ro mon:mn mri:mi msa:ms mya:my
nau:na nav:nv nbl:nr nde:nd ndo:ng nep:ne nld:nl nno:nn nob:nb nor:no npi:ne nya:ny oci:oc ojg:oj oji:oj
ori:or orm:om ory:or oss:os pan:pa pbu:ps per:fa pes:fa pli:pi plt:mg pol:pl por:pt prp:gu pus:ps que:qu
quz:qu roh:rm ron:ro rum:ro run:rn rus:ru sag:sg san:sa scc:sr scr:hr sin:si slk:sk slo:sk slv:sl sme:se
smo:sm sna:sn snd:sd som:so sot:st spa:es sqi:sq src:sc srd:sc srp:sr ssw:ss sun:su swa:sw swe:sv swh:sw
tah:ty tam:ta tat:tt tel:te tgk:tg tha:th tib:bo tir:ti ton:to tsn:tn tso:ts tuk:tk tur:tr twi:ak uig:ug
ukr:uk urd:ur uzb:uz uzn:uz ven:ve vie:vi vol:vo wel:cy wln:wa wol:wo xho:xh ydd:yi yid:yi yor:yo zha:za
zho:zh zsm:ms zul:zu zyb:za
`;
var SAME_LANGUAGE = new Map(
  TABLE.trim().split(/\s+/).map((pair) => pair.split(":"))
);

// src/rules/languages.ts
var CHINESE_SCRIPTS = /* @__PURE__ */ new Map([
  ["tw", "hant"],
  ["hk", "hant"],
  ["mo", "hant"],
  ["cn", "hans"],
  ["sg", "hans"],
  ["my", "hans"]
]);
function subtags(tag) {
  const parts = trimmed(tag).replace(/_/g, "-").toLowerCase().split("-").filter(Boolean);
  const first = parts[0];
  if (first === void 0) return [];
  parts[0] = SAME_LANGUAGE.get(first) ?? first;
  if (parts[0] === "zh" && !parts.slice(1).some((part) => part.length === 4)) {
    const region = parts.slice(1).find((part) => CHINESE_SCRIPTS.has(part));
    if (region !== void 0) parts.splice(1, 0, CHINESE_SCRIPTS.get(region) ?? "");
  }
  return parts;
}
function speaks(wanted, actual) {
  const wantedParts = subtags(wanted);
  const actualParts = subtags(actual);
  if (wantedParts[0] !== actualParts[0]) return false;
  return wantedParts.slice(1).every((part) => actualParts.indexOf(part, 1) > 0);
}

// src/rules/all_kinds.ts
var WIDER = /* @__PURE__ */ new Map([["mobile", ["phone", "tablet"]]]);
function unlessNegative(comparison, holds) {
  return comparison === "is_not" || comparison === "not_contains" ? !holds : holds;
}
function members(value) {
  const texts = Array.isArray(value) ? value.map(String) : [String(value)];
  return texts.length ? texts : [""];
}
function anyMember(comparison, wanted, texts) {
  const compareAny = comparison === "equals" || comparison === "is_not" ? equalsAny : containsAny;
  return unlessNegative(comparison, texts.some((text) => compareAny(wanted, text)));
}
function wordTest(comparison, wanted, actual) {
  const words = several(wanted).flatMap((word) => WIDER.get(word) ?? [word]);
  return unlessNegative(comparison, equalsAny(words, String(actual)));
}
var ALL_KINDS = {
  ...FAST_KINDS,
  list: {
    absent: [],
    test: (comparison, wanted, actual) => unlessNegative(comparison, actual.some((member) => equalsAny(wanted, member)))
  },
  labelled: { absent: [], test: (comparison, wanted, actual) => anyMember(comparison, wanted, members(actual)) },
  attribute: {
    absent: "",
    test(comparison, wanted, actual) {
      const isNumeric = ["greater", "less", "at_least", "at_most"].includes(comparison);
      if (!isNumeric) return anyMember(comparison, wanted, members(actual));
      return typeof actual === "number" && compare(comparison, Number(wanted), actual);
    }
  },
  existence: { absent: false, test: (comparison, _wanted, actual) => comparison === "exists" === actual },
  language: {
    absent: "",
    test: (comparison, wanted, actual) => unlessNegative(comparison, several(wanted).some((one) => speaks(one, String(actual))))
  },
  platform: { absent: "", test: wordTest },
  word: { absent: "", test: wordTest }
};

// src/rules/catalogue.json
var catalogue_default = {
  facts: {
    "page.seconds": {
      label: "time on the page",
      kind: "clock",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "page.visible_seconds": {
      label: "time on the page while it was visible",
      kind: "clock",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "page.language": {
      label: "language of the page",
      kind: "language",
      comparisons: {
        equals: "is",
        is_not: "is not"
      }
    },
    "page.exit_seconds": {
      label: "time on the page when about to leave",
      kind: "stopped",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "visit.page_views": {
      label: "pages in this visit",
      kind: "number",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      }
    },
    "visit.seconds": {
      label: "time on the site",
      kind: "clock",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "utm.campaign": {
      label: "campaign (utm_campaign)",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "utm.content": {
      label: "campaign content (utm_content)",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "utm.medium": {
      label: "campaign medium (utm_medium)",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "utm.source": {
      label: "campaign source (utm_source)",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "utm.term": {
      label: "campaign term (utm_term)",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "team.online": {
      label: "team online",
      kind: "yes_no",
      comparisons: {
        is: "is"
      }
    },
    "widget.open": {
      label: "chat panel open",
      kind: "yes_no",
      comparisons: {
        is: "is"
      },
      is_fast: true
    },
    "widget.closed_seconds": {
      label: "time since the panel was closed",
      kind: "since",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "embed.identifier": {
      label: "identifier in the embed code",
      kind: "text",
      comparisons: {
        equals: "is"
      }
    },
    "embed.department": {
      label: "department in the embed code",
      kind: "list",
      comparisons: {
        equals: "is"
      }
    },
    "embed.language": {
      label: "language of the embed code",
      kind: "language",
      comparisons: {
        equals: "is"
      }
    },
    "browser.language": {
      label: "language of the browser",
      kind: "language",
      comparisons: {
        equals: "is",
        is_not: "is not"
      }
    },
    "browser.user_agent": {
      label: "browser and system",
      kind: "labelled",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "device.platform": {
      label: "device",
      kind: "platform",
      comparisons: {
        equals: "is",
        is_not: "is not"
      }
    },
    "device.scroll_percent": {
      label: "deepest scroll",
      kind: "number",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "device.idle_seconds": {
      label: "time without activity",
      kind: "clock",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "geo.country": {
      label: "country",
      kind: "text",
      comparisons: {
        equals: "is",
        is_not: "is not"
      }
    },
    "geo.city": {
      label: "city",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      }
    },
    "visitor.visits": {
      label: "number of the visit",
      kind: "number",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      }
    },
    "visitor.identified": {
      label: "visitor identified",
      kind: "yes_no",
      comparisons: {
        is: "is"
      }
    },
    "visitor.tag": {
      label: "tags",
      kind: "list",
      comparisons: {
        contains: "contains",
        not_contains: "does not contain"
      }
    },
    "visitor.attribute": {
      label: "attribute",
      kind: "attribute",
      comparisons: {
        equals: "is",
        is_not: "is not",
        contains: "contains",
        not_contains: "does not contain",
        greater: "is more than",
        less: "is less than",
        at_least: "is at least",
        at_most: "is at most"
      },
      stem_length: 17
    },
    "chat.history": {
      label: "earlier chat",
      kind: "existence",
      comparisons: {
        exists: "exists",
        none: "does not exist"
      }
    },
    "chat.rating": {
      label: "latest rating",
      kind: "word",
      comparisons: {
        equals: "is",
        is_not: "is not"
      }
    },
    "chat.unanswered_seconds": {
      label: "time waiting for an answer",
      kind: "clock",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "invitations.shown": {
      label: "invitations shown",
      kind: "number",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      }
    },
    "invitations.since_last_seconds": {
      label: "time since the last invitation",
      kind: "since",
      comparisons: {
        greater: "is more than",
        less: "is less than",
        equals: "is",
        at_least: "is at least",
        at_most: "is at most"
      },
      is_fast: true
    },
    "event.count": {
      label: "times an event was recorded",
      kind: "number",
      comparisons: {
        at_least: "is at least",
        at_most: "is at most",
        equals: "is",
        greater: "is more than",
        less: "is less than"
      },
      is_fast: true,
      default: {
        is: "at_least",
        value: 1
      },
      parameters: [
        "event",
        "within"
      ]
    },
    "clock.weekday": {
      label: "day of the week",
      kind: "word",
      comparisons: {
        in: "is one of"
      }
    },
    "clock.time": {
      label: "time of day",
      kind: "span",
      comparisons: {
        between: "is between"
      }
    },
    "page.url": {
      label: "page address",
      kind: "address",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain",
        starts: "starts with",
        glob: "fits the pattern",
        regex: "fits the regular expression"
      },
      server_only: [
        "regex"
      ]
    },
    "page.title": {
      label: "page title",
      kind: "text",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain"
      },
      is_fast: true
    },
    "visit.referrer": {
      label: "page that led here",
      kind: "address",
      comparisons: {
        domain: "is on the site",
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain",
        starts: "starts with",
        glob: "fits the pattern",
        regex: "fits the regular expression"
      },
      server_only: [
        "regex"
      ]
    },
    "visit.source_url": {
      label: "landing page",
      kind: "address",
      comparisons: {
        equals: "is",
        contains: "contains",
        is_not: "is not",
        not_contains: "does not contain",
        starts: "starts with",
        glob: "fits the pattern",
        regex: "fits the regular expression"
      },
      server_only: [
        "regex"
      ]
    }
  },
  reasons: {
    holds: "%(label)s%(about)s is %(actual)s, and it %(phrase)s%(wanted)s.",
    fails: "%(label)s%(about)s is %(actual)s; the rule says it %(phrase)s%(wanted)s.",
    absent: "%(label)s%(about)s: there is none; the rule says it %(phrase)s%(wanted)s.",
    unavailable: "%(label)s%(about)s could not be known; the rule says it %(phrase)s%(wanted)s.",
    unknown_fact: "%(fact)s: nothing here knows this kind of condition, so it never matches.",
    explained: "%(sentence)s",
    all_hold: "All of these hold.",
    one_fails: "All of these should hold, but at least one does not.",
    one_holds: "At least one of these holds.",
    none_holds: "At least one of these should hold, but none does.",
    undecided: "This cannot be decided, because something could not be known.",
    negated_holds: "What must not hold does not hold.",
    negated_fails: "What must not hold does hold.",
    decided: "This was decided before."
  }
};

// src/rules/judge.ts
var LONGEST_TIMER_MS = 2 ** 31 - 1;
function joined(verdicts, decisive) {
  if (verdicts.includes(decisive)) return decisive;
  return verdicts.includes(null) ? null : !decisive;
}

// src/rules/rule_file.ts
var FACTS = new Map(Object.entries(catalogue_default.facts));
var REASONS = catalogue_default.reasons;
var UNAVAILABLE = { unavailable: true };
var MAX_DEPTH = 12;
var MAX_NODES = 500;
var InvalidRule = class extends Error {
  constructor(message, field) {
    super(message);
    this.field = field;
  }
};
function isDocument(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function spoken(verdict) {
  return verdict === null ? "unknown" : String(verdict);
}
function inWords(value) {
  if (value === null || value === void 0 || value === UNAVAILABLE) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return `“${value}”`;
  if (Array.isArray(value)) return value.map(inWords).join(", ") || "–";
  return String(value);
}
function sentence(code, values) {
  return (REASONS[code] ?? "").replace(/%\((\w+)\)s/g, (_found, name) => values[name] ?? "");
}
function resolve(name) {
  const fact = FACTS.get(name);
  if (fact) return fact.stem_length ? void 0 : fact;
  for (let end = name.lastIndexOf("."); end > 0; end = name.lastIndexOf(".", end - 1)) {
    const stem = FACTS.get(name.slice(0, end));
    if (stem?.stem_length) return stem;
  }
  return void 0;
}
function explain(document, situation, path = "conditions") {
  const isNothing = document === null || document === void 0 || isDocument(document) && !Object.keys(document).length;
  demandBearable(document, path, { nodes: 0 });
  return explainNode(isNothing ? { all: [] } : document, situation, path, 1);
}
function demandBearable(part, path, seen) {
  seen.nodes += 1;
  if (seen.nodes > MAX_NODES) throw new InvalidRule(`${path}: a rule has at most ${MAX_NODES} parts.`, path);
  if (!isDocument(part)) return;
  for (const group of ["all", "any"]) {
    const inside = part[group];
    if (Array.isArray(inside)) inside.forEach((each, place) => demandBearable(each, `${path}.${group}[${place}]`, seen));
  }
  if (isDocument(part.not)) demandBearable(part.not, `${path}.not`, seen);
}
function explainNode(document, situation, path, depth) {
  if (depth > MAX_DEPTH) throw new InvalidRule(`${path} is nested more than ${MAX_DEPTH} levels deep.`, path);
  if (!isDocument(document)) throw new InvalidRule(`${path} must be an object.`, path);
  const group = ["all", "any", "not"].find((name) => name in document);
  if (group) return explainGroup(group, document, situation, path, depth);
  if (!("fact" in document)) throw new InvalidRule(`${path} must have one of all, any, not or fact.`, path);
  return explainLeaf(document, situation, path);
}
function explainGroup(group, document, situation, path, depth) {
  const surplus = Object.keys(document).find((name) => name !== group);
  if (surplus) throw new InvalidRule(`${path}.${surplus} is not known next to “${group}”.`, `${path}.${surplus}`);
  const inside = document[group];
  const here = `${path}.${group}`;
  if (group === "not") {
    const child = explainNode(inside, situation, here, depth + 1);
    const verdict2 = child.verdict === "unknown" ? null : child.verdict === "false";
    return groupFinding(group, verdict2, verdict2 ? "negated_holds" : "negated_fails", [child]);
  }
  if (!Array.isArray(inside)) throw new InvalidRule(`${here} must be a list.`, here);
  if (group === "any" && !inside.length) throw new InvalidRule(`${here} must have at least one condition.`, here);
  const children = inside.map((part, place) => explainNode(part, situation, `${here}[${place}]`, depth + 1));
  const verdicts = children.map((child) => child.verdict === "unknown" ? null : child.verdict === "true");
  const verdict = joined(verdicts, group === "any");
  const codes = group === "all" ? ["all_hold", "one_fails"] : ["one_holds", "none_holds"];
  return groupFinding(group, verdict, codes[verdict ? 0 : 1] ?? "", children);
}
function groupFinding(kind, verdict, code, children) {
  const count = (wanted) => children.filter((child) => child.verdict === wanted).length;
  const changes = children.map((child) => child.changes_at).filter((change) => change !== null);
  const reason = verdict === null ? "undecided" : code;
  return {
    kind,
    verdict: spoken(verdict),
    wanted: kind,
    actual: { true: count("true"), false: count("false"), unknown: count("unknown") },
    reason,
    explanation: sentence(reason, {}),
    changes_at: changes.sort()[0] ?? null,
    ...children.length ? { children } : {}
  };
}
function unknownFinding(document) {
  const name = String(document.fact);
  const is = document.is ?? null;
  return {
    kind: "unknown",
    verdict: "unknown",
    fact: name,
    is: typeof is === "string" ? is : null,
    wanted: "value" in document ? document.value : is,
    actual: UNAVAILABLE,
    reason: "unknown_fact",
    explanation: sentence("unknown_fact", { fact: name }),
    changes_at: null
  };
}
function explainLeaf(document, situation, path) {
  const name = document.fact;
  if (typeof name !== "string") throw new InvalidRule(`${path}.fact must be the name of a fact.`, `${path}.fact`);
  const fact = resolve(name);
  if (!fact) return unknownFinding(document);
  const word = document.is ?? fact.default?.is;
  const isYesNo = "is" in fact.comparisons;
  const comparison = isYesNo ? "is" : String(word);
  const phrase = fact.comparisons[comparison];
  if (phrase === void 0 || isYesNo && typeof word !== "boolean") {
    throw new InvalidRule(`${path}.is is not a comparison of ${name}.`, `${path}.is`);
  }
  const fallback = word === fact.default?.is ? fact.default?.value : null;
  const wanted = isYesNo ? word : document.value ?? fallback ?? null;
  const actual = fact.server_only?.includes(comparison) ? void 0 : actualOf(name, document, situation);
  const verdict = judgeLeaf(situation.kinds[fact.kind], comparison, wanted, actual);
  const reason = actual === void 0 ? "unavailable" : actual === null ? "absent" : verdict ? "holds" : "fails";
  return {
    kind: "condition",
    verdict: spoken(verdict),
    fact: name,
    is: comparison,
    wanted,
    actual: actual === void 0 ? UNAVAILABLE : actual,
    reason,
    explanation: sentence(reason, {
      label: fact.label,
      about: aboutOf(name, fact, document),
      phrase,
      wanted: wanted === null || wanted === void 0 ? "" : ` ${inWords(wanted)}`,
      actual: inWords(actual)
    }),
    changes_at: changeOf(situation, fact, comparison, wanted, actual, document)
  };
}
function aboutOf(name, fact, document) {
  if (fact.stem_length) return ` (${name.slice(fact.stem_length + 1)})`;
  return fact.parameters ? ` (${fact.parameters.map((parameter) => String(document[parameter])).join(", ")})` : "";
}
function judgeLeaf(kind, comparison, wanted, actual) {
  if (!kind || actual === void 0) return null;
  const value = actual === null ? kind.absent : actual;
  return value === void 0 ? false : kind.test(comparison, wanted, value);
}
function actualOf(name, document, situation) {
  if (name === "event.count") return ages(document, situation).length;
  const value = Object.prototype.hasOwnProperty.call(situation.facts, name) ? situation.facts[name] : void 0;
  return isDocument(value) ? void 0 : value;
}
function ages(document, situation) {
  const within = milliseconds(Number(document.within));
  const recorded = situation.events.filter((event) => event.id === document.event);
  return recorded.map((event) => milliseconds(event.seconds_ago)).filter((age) => age <= within).sort((a, b) => b - a);
}
function changeOf(situation, fact, comparison, wanted, actual, document) {
  const kind = situation.kinds[fact.kind];
  let change = null;
  if (document.fact === "event.count") {
    change = eventChange(ages(document, situation), milliseconds(Number(document.within)), comparison, Number(wanted));
  } else if (kind?.runs && typeof actual === "number") {
    change = clockChange(comparison, milliseconds(Number(wanted)), milliseconds(actual));
  }
  return change === null ? null : new Date(situation.now_ms + change).toISOString();
}
function eventChange(recorded, within, comparison, wanted) {
  const present = compare(comparison, wanted, recorded.length);
  const place = recorded.findIndex((_age, gone) => compare(comparison, wanted, recorded.length - gone - 1) !== present);
  const age = recorded[place];
  return age === void 0 ? null : within - age + 1;
}

// src/evaluate.ts
var FIELDS = ["conditions", "facts", "events", "now", "time_zone", "name", "note"];
var ALL = { ...ALL_KINDS, ...kinds };
function evaluateCase(document, at) {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    const where = at.replace(/\.$/, "");
    throw new InvalidRule(`${where || "The file"} must be an object.`, where);
  }
  const one = document;
  const surplus = Object.keys(one).find((name) => !FIELDS.includes(name));
  if (surplus) throw new InvalidRule(`${at}${surplus} is not known here.`, `${at}${surplus}`);
  const now = one.now === void 0 || one.now === null ? 0 : Date.parse(String(one.now));
  if (Number.isNaN(now)) throw new InvalidRule(`${at}now must be a time such as 2026-11-21T10:00:00Z.`, `${at}now`);
  const finding = explain(one.conditions, {
    facts: one.facts ?? {},
    events: one.events ?? [],
    now_ms: now,
    kinds: ALL
  }, `${at}conditions`);
  return { verdict: finding.verdict, tree: [finding] };
}
function evaluateDocument(document) {
  if (!Array.isArray(document)) return evaluateCase(document, "");
  return document.map((one, place) => evaluateCase(one, `[${place}].`));
}
function main(file) {
  if (file === void 0) {
    process.stderr.write("Usage: node evaluate.js FILE.json\n");
    return 2;
  }
  try {
    process.stdout.write(`${JSON.stringify(evaluateDocument(JSON.parse((0, import_node_fs.readFileSync)(file, "utf8"))), null, 2)}
`);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}
`);
    return 1;
  }
}
process.exitCode = main(process.argv[2]);
// Annotate the CommonJS export names for ESM import in node:
0 && (module.exports = {
  evaluateDocument
});
