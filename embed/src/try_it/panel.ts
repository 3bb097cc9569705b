/** What opens in place of the chat while somebody tries an invitation: it shows the invitation's words and nothing can be sent. */

import { fillMessage } from "../shared/safe_html";
import { readToPanel, type PanelInvitation } from "../shared/window_messages";
import { initialOf } from "../shared/initial";

const partner = window.opener ? (window.opener as Window) : window.parent;

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function show(invitation: PanelInvitation | null): void {
  element("invitation").hidden = invitation === null;
  if (!invitation) return;
  const name = invitation.sender ? invitation.sender.name : "";
  element("sender").textContent = name;
  element("face").textContent = initialOf(name);
  element("words").classList.toggle("formatted", invitation.html !== null);
  fillMessage(element("words"), invitation.html, invitation.text, location.origin);
}

function say(type: "hello" | "close"): void {
  // It carries nothing, so whoever frames the panel may hear it.
  partner.postMessage({ beckon: 1, type }, "*");
}

window.addEventListener("message", (event) => {
  if (event.source !== partner) return;
  const message = readToPanel(event.data);
  if (!message) return;
  if (message.type === "start") show(message.impression);
  if (message.type === "invitation") show(message.impression);
  if (message.type === "visible" && message.open && message.focus) element("close").focus();
});
element("close").addEventListener("click", () => say("close"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") say("close");
});
say("hello");
