/** What the linter says about an invitation, shown anew while somebody writes: the server's words, in its order. */

import { element, icon, replaceChildren, setText } from "./safe_dom";

/** One finding, as the server says it. `anchor` is the id of the place on this page that it is about. */
export interface Finding {
  readonly severity: "error" | "warning" | "hint";
  readonly code: string;
  readonly label: string;
  readonly message: string;
  readonly advice: string;
  readonly anchor: string;
}

/** All findings, with the words around them. */
export interface Findings {
  readonly title: string;
  readonly show: string;
  readonly list: readonly Finding[];
}

const ICONS = { error: "circle-alert", warning: "flag", hint: "info" } as const;

function row(finding: Finding, show: string): HTMLElement {
  const advice = element("p", { class: "finding-advice", text: `${finding.advice} ` });
  advice.append(element("a", { text: show, attributes: { href: `#${finding.anchor}` }, data: { shows: "" } }));
  return element(
    "li",
    { class: `finding finding-${finding.severity}`, data: { code: finding.code } },
    icon(ICONS[finding.severity]),
    element(
      "div",
      {},
      element(
        "p",
        { class: "finding-message" },
        element("span", { class: "visually-hidden", text: `${finding.label}: ` }),
        finding.message,
      ),
      advice,
    ),
  );
}

/** Shows the findings in their place on the page; the place is hidden while there are none. */
export function showFindings(found: Findings): void {
  const place = document.getElementById("findings");
  const list = place?.querySelector(".findings-list");
  const title = document.getElementById("findings-title");
  if (!place || !list || !title) return;
  const shown = JSON.stringify(found.list);
  if (place.dataset["shown"] === shown) return;
  place.dataset["shown"] = shown;
  place.hidden = found.list.length === 0;
  setText(title, found.title);
  replaceChildren(list, ...found.list.map((each) => row(each, found.show)));
}
