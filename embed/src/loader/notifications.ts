/** What the page can listen to with `Beckon("on", name, fn)`. */

import type { Guard } from "./natives";

/** Every notification there is. */
export const NOTIFICATIONS = [
  "ready", "online", "invitation.shown", "invitation.opened", "invitation.clicked", "invitation.dismissed", "invitation.expired",
  "invitation.refused", "chat.started", "chat.closed", "message.sent", "message.received", "unread", "open", "close", "error",
] as const;

/** The name of a notification. */
export type Notification = (typeof NOTIFICATIONS)[number];
/** A page's function that hears a notification. */
export type Listener = (detail: unknown) => void;

/** True for a name that is announced at all. */
export function isNotification(name: unknown): name is Notification {
  return (NOTIFICATIONS as readonly unknown[]).indexOf(name) >= 0;
}

/** Tells listeners what happened; a listener that throws disturbs neither the others nor us. */
export class Notifications {
  private readonly listeners = new Map<Notification, Listener[]>();
  private readonly lasting = new Map<Notification, unknown>();

  constructor(private readonly guard: Guard) {}

  /** Begins to listen; who comes after `ready` or the first `online` hears the present state at once. */
  on(name: Notification, listener: Listener): void {
    const known = this.listeners.get(name) || [];
    if (known.indexOf(listener) < 0) this.listeners.set(name, [...known, listener]);
    if (this.lasting.has(name)) this.guard(listener)(this.lasting.get(name));
  }

  /** Stops listening; without a function, all of that name. */
  off(name: Notification, listener?: Listener): void {
    const known = this.listeners.get(name) || [];
    this.listeners.set(name, listener ? known.filter((one) => one !== listener) : []);
  }

  /** Announces something that is true now. */
  announce(name: Notification, detail?: unknown): void {
    if (name === "ready" || name === "online" || name === "unread") this.lasting.set(name, detail);
    for (const listener of this.listeners.get(name) || []) this.guard(listener)(detail);
  }

  /** Forgets every listener. */
  clear(): void {
    this.listeners.clear();
    this.lasting.clear();
  }
}
