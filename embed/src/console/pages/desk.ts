/** The desk's page: puts its panes together and keeps them true. */

import { pageData } from "../data";
import { Inviting } from "../inviting";
import { AfterChat } from "../desk/after_chat";
import { Alarm } from "../desk/alarm";
import { AlertBar } from "../desk/alert_bar";
import { Alerts } from "../desk/alerts";
import { tellSeenCalls } from "../desk/calls";
import { cannedCommands, CannedReplies } from "../desk/canned";
import { followAttention } from "../desk/attention";
import { Commands } from "../desk/commands";
import { ContextPane } from "../desk/context_pane";
import { ConversationPane } from "../desk/conversation_pane";
import { Desk } from "../desk/desk";
import type { DeskState } from "../desk/documents";
import { DeskFiles } from "../desk/files";
import { Flow } from "../desk/flow";
import { flowCommands } from "../desk/flow_commands";
import { Idleness } from "../desk/idle";
import { Keeping } from "../desk/keeping";
import { KeySheet } from "../desk/key_sheet";
import { startKeys } from "../desk/keys";
import { EVERYTHING } from "../desk/list_choice";
import { ListLoader } from "../desk/list_loader";
import { ListOptions } from "../desk/list_options";
import { ListPane } from "../desk/list_pane";
import { OpenChats } from "../desk/open_chats";
import { Palette } from "../desk/palette";
import { paletteSources } from "../desk/palette_sources";
import { hideContext, isContextHidden } from "../desk/pane_widths";
import { followMissed } from "../desk/missed";
import { noteOfAddress, openOfAddress, showPlace } from "../desk/place";
import { placeCommands, placeNotes } from "../desk/place_commands";
import { placesOf } from "../desk/places";
import { neighbour } from "../desk/selectors";
import { startSeparators } from "../desk/separators";
import { announceNews, drawLine, drawSound } from "../desk/status";
import { PresenceMenu } from "../desk/presence_menu";
import { startPulse } from "../desk/pulse";
import { renew } from "../desk/renewing";
import type { Open } from "../desk/state";
import { Store } from "../desk/store";
import { startTicking } from "../desk/ticking";
import { text } from "../texts";
import { toast } from "../toast";

type View = "list" | "chat" | "context";

/** From this width on the context stands beside the conversation, as in desk.css. */
const CONTEXT_BESIDE = "(min-width: 72.0625em)";

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
  const alarm: Alarm = new Alarm((state) => {
    drawSound(soundButton, state);
    alertBar?.draw();
  });
  const alertBar: AlertBar | undefined = new AlertBar(found("[data-alert-bar]"), alarm);
  const presence = new PresenceMenu(
    found("[data-presence]"),
    (state, reason) => void desk.say(state, reason),
    (pauses) => store.dispatch({ type: "pauses", pauses }),
  );
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
    openChats.draw();
    conversation.draw();
    context.draw();
  };
  const choose = (open: Open): void => {
    show(open, open.chat === null && open.visitor !== null ? "context" : "chat");
    showPlace(open);
    conversation.focus();
  };
  const chooseAt = (chat: string, note: number | null): void => {
    choose({ chat, visitor: null });
    if (note !== null) {
      conversation.toNote(chat, note);
    }
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
    if (document.activeElement === conversation.composer.box) {
      found("[data-part='log']").focus();
      return true;
    }
    return false;
  };
  const step = (direction: 1 | -1): void => {
    const next = neighbour(store.state, direction, list.order);
    if (next === null) {
      return;
    }
    const isWriting = document.activeElement === conversation.composer.box;
    const isInList = found(".desk-list").contains(document.activeElement);
    show({ chat: next, visitor: null }, "chat");
    showPlace({ chat: next, visitor: null });
    if (isWriting) {
      conversation.focus();
    } else if (isInList) {
      list.focus();
    }
  };

  const openChats = new OpenChats(found(".open-chats"), store, desk.keeping, (chat) => choose({ chat, visitor: null }), () => toList());
  const toggleContext = (): void => {
    if (matchMedia(CONTEXT_BESIDE).matches) {
      hideContext(!isContextHidden());
      view(root.dataset["view"] === "context" && store.state.open.chat !== null ? "chat" : (root.dataset["view"] as View));
    } else {
      view(root.dataset["view"] === "context" ? (store.state.open.chat === null ? "list" : "chat") : "context");
    }
    drawContextButton();
  };
  const drawContextButton = (): void => {
    const isShown = matchMedia(CONTEXT_BESIDE).matches ? !isContextHidden() : root.dataset["view"] === "context";
    const button = found("[data-show-context]");
    const words = text(isShown ? "context.hide" : "context.show");
    button.setAttribute("aria-label", words);
    button.setAttribute("data-tooltip", words);
  };
  const accept = async (chat: string): Promise<void> => {
    choose({ chat, visitor: null });
    const before = document.activeElement;
    await desk.accept(chat);
    list.draw(true);
    conversation.draw();
    conversation.focusAfter(before);
  };

  const plan = store.onFrame(() => {
    list.draw();
    openChats.draw();
    palette.refresh();
    drawContextButton();
    conversation.draw();
    context.draw();
    drawLine(found(".connection"), store.state);
    presence.draw(store.state.me);
  });

  soundButton.addEventListener("click", () => alarm.press());
  drawSound(soundButton, alarm.state);
  const attention = followAttention(store);
  const idleness = new Idleness(store, desk.line);
  const alerts = new Alerts(store, alarm, (chat, note) => chooseAt(chat, note), (wishes) => {
    idleness.minutes = wishes.idle_minutes;
    alertBar.take(wishes);
  });
  desk.heardMention = (chat, note) => alerts.mentioned(chat, note);
  tellSeenCalls(store);
  followMissed(found("[data-missed]"), store);
  startPulse(store, () => void desk.catchUp());
  announceNews(found("[data-part='announcements']"), store);
  inviting.start();
  const palette = new Palette(found("#palette") as HTMLDialogElement, () => tools.loader.complete({ ...EVERYTHING, words: "." }));
  palette.offer(...paletteSources(store, commands, choose));
  const sheet = new KeySheet(found("#keys"), commands);
  const places = { step, back, choose, accept, toggleContext, toList };
  commands.add(...placeCommands(placesOf({ store, desk, list, conversation, openChats, options: tools.options, palette, sheet }, places)));
  commands.tell(...placeNotes());
  const canned = new CannedReplies(conversation.composer.box, () => store.state.open.chat);
  commands.add(...conversation.commands());
  desk.visitorGone = () => toList();
  desk.renewed = () => renew(() => conversation.composer.putAway());
  desk.openMentioned = (note) => chooseAt(note.chat, note.id);
  commands.add(...cannedCommands(canned, () => conversation.composer.isShown));
  new DeskFiles(found(".desk-chat"), found(".composer") as HTMLFormElement, store, () => conversation.draw());
  new AfterChat(found(".desk-chat"), store);
  const flow = new Flow(found(".desk-chat"), store, () => {
    list.draw(true);
    conversation.draw();
  });
  desk.told = (told) => flow.hear(told);
  commands.add(...flowCommands(flow));
  startKeys(commands);
  startSeparators(root);
  for (const button of document.querySelectorAll("[data-open-keys]")) {
    button.addEventListener("click", () => sheet.open());
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-back]")) {
    button.addEventListener("click", () => (button.dataset["back"] === "list" ? toList() : back() || toList()));
  }
  const contextButton = found("[data-show-context]");
  contextButton.addEventListener("click", () => toggleContext());
  window.addEventListener("popstate", () => {
    const open = openOfAddress(location.search);
    show(open, open.chat !== null ? "chat" : open.visitor !== null ? "context" : "list");
  });

  desk.start(begin);
  pageData<readonly string[]>("desk-said").forEach((words) => toast(words));
  const open = openOfAddress(location.search);
  if (open.chat !== null || open.visitor !== null) {
    show(open, open.chat !== null ? "chat" : "context");
    const note = noteOfAddress(location.search);
    if (open.chat !== null && note !== null) {
      conversation.toNote(open.chat, note);
    }
  }
  attention();
  plan();
  startTicking(plan);
}

start();
