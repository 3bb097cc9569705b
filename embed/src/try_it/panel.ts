/** What opens in place of the chat while somebody tries an invitation: it shows the invitation's words and nothing can be sent. */

import { tameMovingPictures } from "../shared/moving_pictures";
import { dressLink, fillMessage, linkAddress } from "../shared/safe_html";
import { initialOf } from "../shared/initial";
import type { InvitationButton } from "../shared/wire";
import { readToPanel, type PanelInvitation } from "../shared/window_messages";

const partner = window.opener ? (window.opener as Window) : window.parent;

function element(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

/** A link leads where it would; the other buttons show what they would say, because nothing is sent here. */
function answer(button: InvitationButton): HTMLElement {
  const address = button.does === "link" ? linkAddress(button.url) : null;
  const made = document.createElement(address ? "a" : "button");
  if (made instanceof HTMLAnchorElement && address) dressLink(made, address);
  if (made instanceof HTMLButtonElement) made.disabled = true;
  made.className = "answer";
  made.textContent = button.label;
  return made;
}

function show(invitation: PanelInvitation | null): void {
  element("invitation").hidden = invitation === null;
  if (!invitation) return;
  const name = invitation.sender ? invitation.sender.name : "";
  element("sender").textContent = name;
  element("face").textContent = initialOf(name);
  element("words").classList.toggle("formatted", invitation.html !== null);
  fillMessage(element("words"), invitation.html, invitation.text, location.origin);
  const { pause = "", play = "" } = element("try-it-panel").dataset;
  tameMovingPictures(element("words"), window, { pause, play });
  element("buttons").replaceChildren(...invitation.buttons.map(answer));
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
