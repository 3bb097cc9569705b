/** The panel's start: reads the server's words, says hello to the page around it, and begins when that answers. */

import { render } from "preact";
import { isRecord } from "../shared/json_text";
import { PANEL_TEXTS } from "../shared/panel_texts";
import { translator } from "../shared/texts";
import type { InvitationButton } from "../shared/wire";
import { readToPanel, type FromPanel, type StartMessage } from "../shared/window_messages";
import { PanelApi, type Refused } from "./api";
import { App } from "./app";
import { Conversation } from "./conversation";
import { Extras } from "./extras";
import { readHouseRules } from "./house_rules";
import { keepToken, keptToken, openCookies, openDrawer, panelSecret } from "./keeping";
import { Leaving } from "./leaving";
import { LiveLine } from "./live_line";
import { showsForm } from "./offline_form";
import { Outbox } from "./outbox";
import { START, type State } from "./state";

const ALONE_AFTER_MS = 4000;

function readConfiguration(): Record<string, unknown> {
  const block = document.getElementById("beckon-panel-config");
  try {
    const value: unknown = JSON.parse((block && block.textContent) || "{}");
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

/** The path in front of `/embed/panel`, for a Beckon that lives below a path. */
function basePath(): string {
  const end = location.pathname.lastIndexOf("/embed/panel");
  return end > 0 ? location.pathname.slice(0, end) : "";
}

function applyLook(configuration: Readonly<Record<string, unknown>>): string {
  const language = typeof configuration.language === "string" ? configuration.language : "en";
  const root = document.documentElement;
  root.lang = language;
  root.dir = configuration.direction === "rtl" ? "rtl" : "ltr";
  const variables = isRecord(configuration.variables) ? configuration.variables : {};
  for (const name of Object.keys(variables)) {
    if (/^--beckon-[a-z0-9-]+$/.test(name)) root.style.setProperty(name, String(variables[name]));
  }
  return language;
}

const configuration = readConfiguration();
const language = applyLook(configuration);
const translate = translator(PANEL_TEXTS, isRecord(configuration.texts) ? configuration.texts : null);
const partner: Window | null = window.parent !== window ? window.parent : (window.opener as Window | null);
const isFramed = window.parent !== window;
const drawer = openDrawer(() => window.localStorage);
const keepsake = drawer || openCookies(document, location.pathname);
const secret = panelSecret(keepsake);

let place: HTMLElement | null = null;
let conversation: Conversation | null = null;
const api = new PanelApi(basePath(), secret);
const extras = new Extras({
  api, base: basePath(), secret, language, rules: readHouseRules(configuration),
  state: () => present,
  keepsake,
  isLeaving: () => showsForm(present, leaving),
  opening: () => conversation && conversation.opening(),
  took: (message, chat) => conversation && conversation.took(message, chat),
  changed: (chat) => conversation && conversation.heard(chat),
  redraw: () => draw(),
});
const leaving = new Leaving({ post: (body) => api.leave(body), redraw: () => draw() });
let here: Pick<StartMessage, "embed" | "page"> | null = null;
let partnerOrigin = "";
let focusCount = 0;
let present: State = { ...START, can_keep: keepsake !== null };

function tell(message: FromPanel): void {
  if (partner && partnerOrigin) partner.postMessage({ beckon: 1, ...message }, partnerOrigin === "null" ? "*" : partnerOrigin);
}

function close(): void {
  if (isFramed) tell({ type: "close" });
  else window.close();
}

function wordsFor(problem: Refused): string {
  if (problem.status === 429) return translate("error_too_many");
  if (problem.status === 507) return translate("error_storage_full");
  return translate("error_refused");
}

function draw(): void {
  if (!place) return;
  render(
    <App
      state={present}
      translate={translate}
      language={language}
      canClose={isFramed || window.opener !== null}
      focusCount={focusCount}
      onClose={close}
      onSend={(text) => conversation && conversation.write(text)}
      onTyping={(text) => conversation && conversation.typing(text)}
      onQuote={(message) => conversation && conversation.quote(message)}
      onButton={press}
      onLink={(link) => tell({ type: "clicked", link })}
      files={extras.files()}
      asks={extras.asks}
      onEnd={() => void extras.end()}
      leaving={leaving}
      wordsFor={wordsFor}
      onLeave={() => { if (here) void leaving.send(here.embed, here.page); }}
      onRetry={(client_id) => conversation && conversation.retry(client_id)}
    />,
    place,
  );
}

/** A button of the invitation that is no link. */
function press(button: InvitationButton): void {
  tell({ type: "clicked", link: button.label });
  if (button.does === "reply" && conversation) conversation.write(button.label);
  else focusComposer();
}

function focusComposer(): void {
  focusCount += 1;
  draw();
}

function begin(start: StartMessage): void {
  here = start;
  // The page knows best who its visitor is; the panel's own memory helps where the page may keep nothing.
  api.token = start.token || keptToken(keepsake);
  let unread = -1;
  conversation = new Conversation({
    api,
    line: (listener) => new LiveLine(basePath(), () => ({ token: api.token, secret }), listener),
    outbox: new Outbox(drawer),
    embed: start.embed,
    page: start.page,
    now: () => Date.now(),
    wordsFor,
    isDismissed: extras.asks.isDismissed,
    changed: (state) => {
      if (state.line === "online" && present.line !== "online") extras.lineIsBack();
      present = { ...state, can_keep: drawer ? state.can_keep : keepsake !== null };
      draw();
    },
    events: {
      offline: (form) => leaving.offer(form),
      token: (token) => {
        keepToken(keepsake, token);
        tell({ type: "token", token });
      },
      started: () => tell({ type: "chat", state: "started" }),
      closed: () => tell({ type: "chat", state: "closed" }),
      sent: () => tell({ type: "message", direction: "sent" }),
      received: () => tell({ type: "message", direction: "received" }),
      team: (online) => tell({ type: "team", online }),
      unread: (count) => {
        if (count !== unread) tell({ type: "unread", n: count });
        unread = count;
      },
    },
  });
  if (start.impression) conversation.invite(start.impression);
  if (start.focus) focusComposer();
  void conversation.start();
  if (start.say) conversation.write(start.say);
}

function alone(): StartMessage {
  const query = new URLSearchParams(location.search);
  return {
    type: "start", token: null, page_id: "", tab_id: "", impression: null, say: null, focus: true,
    embed: { identifier: query.get("identifier"), department: query.getAll("department"), language: query.get("language") },
    page: { url: location.origin + location.pathname, title: document.title },
  };
}

function hear(event: MessageEvent): void {
  if (!partner || event.source !== partner || (partnerOrigin && event.origin !== partnerOrigin)) return;
  const message = readToPanel(event.data);
  if (!message) return;
  if (message.type === "start") {
    if (conversation) return;
    partnerOrigin = event.origin;
    begin(message);
    return;
  }
  if (!conversation) return;
  if (message.type === "page") {
    const page = { url: message.url, title: message.title };
    if (here) here = { embed: here.embed, page };
    conversation.movedTo(page);
  }
  if (message.type === "say") conversation.write(message.text);
  if (message.type === "invitation") conversation.invite(message.impression);
  if (message.type !== "visible") return;
  conversation.setOpen(message.open);
  if (message.focus) focusComposer();
}

place = document.createElement("main");
document.body.appendChild(place);
draw();
window.addEventListener("message", hear);
window.addEventListener("pagehide", () => conversation && conversation.rest());
window.addEventListener("pageshow", (event) => event.persisted && conversation && conversation.wake());
window.addEventListener("online", () => conversation && conversation.wake());
window.addEventListener("offline", () => conversation && conversation.cutOff());
if (partner) {
  partner.postMessage({ beckon: 1, type: "hello" }, "*");
  // A frame always waits for its page; a window that nobody answers is a full-page chat.
  if (!isFramed) setTimeout(() => { if (!conversation) begin(alone()); }, ALONE_AFTER_MS);
} else {
  begin(alone());
}
