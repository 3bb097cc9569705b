/** The desk's page: puts its panes together and keeps them true. */

import { pageData } from "../data";
import { Inviting } from "../inviting";
import { AfterChat } from "../desk/after_chat";
import { Alarm } from "../desk/alarm";
import { cannedCommands, CannedReplies } from "../desk/canned";
import { followAttention } from "../desk/attention";
import { Commands } from "../desk/commands";
import { ContextPane } from "../desk/context_pane";
import { ConversationPane } from "../desk/conversation_pane";
import { Desk } from "../desk/desk";
import type { DeskState } from "../desk/documents";
import { DeskFiles } from "../desk/files";
import { Keeping } from "../desk/keeping";
import { startKeys } from "../desk/keys";
import { placeCommands } from "../desk/place_commands";
import { ListLoader } from "../desk/list_loader";
import { ListOptions } from "../desk/list_options";
import { ListPane } from "../desk/list_pane";
import { openOfAddress, showPlace } from "../desk/place";
import { neighbour } from "../desk/selectors";
import { announceNews, drawLine, drawSound, PresenceSwitch } from "../desk/status";
import type { Open } from "../desk/state";
import { Store } from "../desk/store";
import { startTicking } from "../desk/ticking";

type View = "list" | "chat" | "context";

const NOTHING: Open = { chat: null, visitor: null };

function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) {
    throw new Error(`the desk has no ${selector}`);
  }
  return element;
}

function browserStorage(): globalThis.Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

function start(): void {
  const root = found(".desk");
  const commands = new Commands();
  const begin = pageData<DeskState>("desk-state");
  const store = new Store();
  const inviting = new Inviting(() => desk.readOpen());
  const desk: Desk = new Desk(store, new Keeping(browserStorage(), begin.me.id), inviting);
  const soundButton = found("[data-part='sound']");
  const alarm = new Alarm((state) => drawSound(soundButton, state));
  const presence = new PresenceSwitch(found("[data-presence]"), desk);
  const tools = { options: new ListOptions(found(".desk-list")), loader: new ListLoader(store), keeping: desk.keeping };
  const list = new ListPane(found(".desk-list"), store, tools, (open) => choose(open), () => plan());
  const conversation = new ConversationPane(found(".desk-chat"), store, desk, (chat) => choose({ chat, visitor: null }), () => list.draw(true));
  const context = new ContextPane(
    found(".desk-context"),
    store,
    (chat) => choose({ chat, visitor: null }),
    () => toList(),
    browserStorage(),
  );

  const view = (wanted: View): void => {
    root.dataset["view"] = wanted;
  };
  const show = (open: Open, wanted: View): void => {
    desk.open(open);
    view(wanted);
    list.draw(true);
    conversation.draw();
    context.draw();
  };
  const choose = (open: Open): void => {
    show(open, open.chat === null && open.visitor !== null ? "context" : "chat");
    showPlace(open);
    conversation.focus();
  };
  const toList = (): void => {
    const { open } = store.state;
    show(NOTHING, "list");
    showPlace(NOTHING);
    const row = open.chat ?? open.visitor;
    found(".desk-list").querySelector<HTMLElement>(`[data-key$=" ${CSS.escape(row ?? "")}"] .chat-row`)?.focus();
  };
  const back = (): boolean => {
    const { open } = store.state;
    const isStacked = matchMedia("(max-width: 56.25em)").matches;
    if (root.dataset["view"] === "context" && open.chat !== null) {
      view("chat");
      return true;
    }
    if (isStacked && root.dataset["view"] !== "list") {
      toList();
      return true;
    }
    return false;
  };
  const step = (direction: 1 | -1): void => {
    const next = neighbour(store.state, direction, list.order);
    if (next !== null) {
      choose({ chat: next, visitor: null });
    }
  };

  const plan = store.onFrame(() => {
    list.draw();
    conversation.draw();
    context.draw();
    drawLine(found(".connection"), store.state);
    presence.draw(store.state.me.presence);
  });

  soundButton.addEventListener("click", () => alarm.press());
  drawSound(soundButton, alarm.state);
  const attention = followAttention(store, alarm);
  announceNews(found("[data-part='announcements']"), store);
  inviting.start();
  commands.add(...placeCommands({ step, back }));
  const canned = new CannedReplies(conversation.composer.box, () => store.state.open.chat);
  commands.add(...cannedCommands(canned, () => conversation.composer.isShown));
  new DeskFiles(found(".desk-chat"), found(".composer") as HTMLFormElement, store, () => conversation.draw());
  new AfterChat(found(".desk-chat"), store);
  startKeys(commands);
  for (const button of document.querySelectorAll<HTMLElement>("[data-back]")) {
    button.addEventListener("click", () => (button.dataset["back"] === "list" ? toList() : back() || toList()));
  }
  found("[data-show-context]").addEventListener("click", () => view("context"));
  window.addEventListener("popstate", () => {
    const open = openOfAddress(location.search);
    show(open, open.chat !== null ? "chat" : open.visitor !== null ? "context" : "list");
  });

  desk.start(begin);
  const open = openOfAddress(location.search);
  if (open.chat !== null || open.visitor !== null) {
    show(open, open.chat !== null ? "chat" : "context");
  }
  attention();
  plan();
  startTicking(plan);
}

start();
