/** The classic names `window.$_LHC` for pages that were written for Live Helper Chat. */

import type { Started } from "../loader/boot";
import { classicNamed } from "./classic_args";

/** A value that can be watched, as the classic pages expect it. */
export interface Observable<Value> {
  readonly value: Value;
  subscribe(listener: (value: Value) => void): { unsubscribe(): void };
  next(value: Value): void;
}

/** Makes an observable; a new subscriber hears the present value at once. */
export function observable<Value>(start: Value, safe: (listener: (value: Value) => void) => (value: Value) => void): Observable<Value> {
  let present = start;
  let listeners: ((value: Value) => void)[] = [];
  return {
    get value() {
      return present;
    },
    subscribe(listener) {
      const guarded = safe(listener);
      listeners.push(guarded);
      guarded(present);
      return {
        unsubscribe() {
          listeners = listeners.filter((one) => one !== guarded);
        },
      };
    },
    next(value) {
      if (value === present) return;
      present = value;
      for (const listener of listeners.slice()) listener(value);
    },
  };
}

/** Our notification → the classic ones. */
const HEARD: Readonly<Record<string, readonly string[]>> = {
  "invitation.shown": ["showInvitation"],
  "invitation.opened": ["readInvitation", "fullInvitation", "hideInvitation"],
  "invitation.dismissed": ["cancelInvitation", "hideInvitation"],
  "invitation.expired": ["hideInvitation"],
  "chat.started": ["chatStarted"],
  "chat.closed": ["chatClosed", "endChat"],
  "message.sent": ["messageSend"],
  open: ["clickAction", "showWidget"],
  close: ["closeWidget"],
};

type Listener = (...args: unknown[]) => void;

function nameOf(argument: unknown): string {
  const named = classicNamed(argument)[0];
  return named ? named.id : "";
}

/** Commands of the classic dispatcher, in our words. */
function commandsOf(started: Started): Readonly<Record<string, (args: readonly unknown[]) => void>> {
  const { core } = started;
  const each = (kind: "event" | "conversion") => (args: readonly unknown[]): void => {
    for (const argument of args) {
      for (const named of classicNamed(argument)) core.signal({ kind, ...named });
    }
  };
  return {
    showWidget: () => core.open(),
    openPopup: () => core.open(),
    closeWidget: () => core.close(),
    endChat: () => core.close(),
    addEvent: each("event"),
    trackingEvent: each("event"),
    addConversion: each("conversion"),
    addTag: (args) => {
      for (const argument of args) {
        const names = Array.isArray(argument) ? argument : String(argument).split(",");
        for (const name of names) if (String(name).trim()) core.signal({ kind: "tag", name: String(name).trim() });
      }
    },
    enableCookies: () => core.consent("full"),
    location: () => undefined,
  };
}

/** Puts the classic names on the page. */
export function installClassic(page: Record<string, unknown>, started: Started): void {
  const { core, natives, guard } = started;
  const listeners = new Map<string, Listener[]>();
  const commands = commandsOf(started);
  const told = new Set<string>();
  const tell = (name: string, args: readonly unknown[]): void => {
    for (const listener of listeners.get(name) || []) guard(listener)(...args);
  };
  const addListener = (name: unknown, listener: unknown): void => {
    if (typeof name !== "string" || typeof listener !== "function") return;
    listeners.set(name, [...(listeners.get(name) || []), listener as Listener]);
  };
  const removeListener = (name: unknown, listener: unknown): void => {
    if (typeof name === "string") listeners.set(name, (listeners.get(name) || []).filter((one) => one !== listener));
  };
  const emitEvent = guard((name: unknown, args: unknown) => {
    const list = Array.isArray(args) ? args : args === undefined ? [] : [args];
    const command = typeof name === "string" && Object.prototype.hasOwnProperty.call(commands, name) ? commands[name] : undefined;
    if (command) {
      command(list);
      if (name === "addEvent") tell("eventAdded", [nameOf(list[0])]);
      if (name === "addConversion") tell("conversionAdded", [nameOf(list[0])]);
      if (name === "addTag") tell("tagAdded", list);
    } else if (typeof name === "string" && listeners.has(name)) {
      tell(name, list);
    } else if (!told.has(String(name))) {
      told.add(String(name));
      natives.warn(`the classic command "${String(name)}" means nothing here and is ignored.`);
    }
  });
  const safe = <Value>(listener: (value: Value) => void): ((value: Value) => void) => guard(listener);
  const attributes = {
    onlineStatus: observable<boolean>(true, safe),
    widgetStatus: observable<boolean>(false, safe),
    unread_counter: observable<number>(0, safe),
    wloaded: observable<boolean>(false, safe),
    sload: observable<boolean>(false, safe),
    shidden: observable<boolean>(false, safe),
    toggleSound: observable<boolean>(false, safe),
  };
  core.notifications.on("online", (online) => attributes.onlineStatus.next(online === true));
  core.notifications.on("unread", (count) => attributes.unread_counter.next(typeof count === "number" ? count : 0));
  core.notifications.on("open", () => attributes.widgetStatus.next(true));
  core.notifications.on("close", () => attributes.widgetStatus.next(false));
  core.notifications.on("ready", () => {
    attributes.sload.next(true);
    attributes.wloaded.next(true);
    tell("widgetRendered", []);
  });
  for (const name of Object.keys(HEARD)) {
    core.notifications.on(name as "open", (detail) => {
      for (const classic of HEARD[name] as readonly string[]) tell(classic, [detail]);
    });
  }
  // What the oldest snippets call.
  if (page.lh_inst === undefined) page.lh_inst = { logEvent: (named: unknown) => emitEvent("addEvent", [named]) };
  page.$_LHC = {
    attributes,
    eventListener: {
      emitEvent,
      addListener,
      on: addListener,
      removeListener,
      removeEvent: (name: unknown) => listeners.delete(String(name)),
    },
    isMobile: /Mobi|Android/i.test(navigator.userAgent),
    init: () => undefined,
  };
}
