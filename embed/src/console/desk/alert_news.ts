/** Open desks of this browser hear at once that the operator wants other alerts. */

const CHANNEL = "beckon-alerts";

/** Tells the other pages of this browser. */
export function tellAlertsChanged(): void {
  if (typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("changed");
  channel.close();
}

/** Hears it. */
export function onAlertsChanged(act: () => void): void {
  if (typeof BroadcastChannel === "undefined") return;
  new BroadcastChannel(CHANNEL).addEventListener("message", act);
}
