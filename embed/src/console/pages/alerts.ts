/** The page of one's own alerts: tries every way, asks the browser for its permission, and takes push messages. */

import type { Occasion } from "../desk/alert_matrix";
import { tellAlertsChanged } from "../desk/alert_news";
import { playSound } from "../desk/sounds";
import { HttpError, postJson } from "../http";
import { setText } from "../safe_dom";
import { text } from "../texts";
import { toast } from "../toast";

const WORKER = "/push-worker.js";

function found<Kind extends HTMLElement>(selector: string): Kind | null {
  return document.querySelector<Kind>(selector);
}

function show(element: HTMLElement | null, isShown: boolean): void {
  if (element !== null) element.hidden = !isShown;
}

function complain(problem: unknown): void {
  toast(problem instanceof HttpError && problem.message !== "" ? problem.message : text("request_failed"), { tone: "error" });
}

function startSounds(): void {
  let context: AudioContext | null = null;
  const volume = found<HTMLInputElement>("[data-volume]");
  for (const button of document.querySelectorAll<HTMLElement>("[data-play]")) {
    button.addEventListener("click", () => {
      context ??= new AudioContext();
      const playing = context;
      void playing.resume().then(() => playSound(playing, button.dataset["play"] as Occasion, Number(volume?.value ?? 70)));
    });
  }
}

function startDesktop(): void {
  const words = found("[data-desktop-state]");
  const [allow, one] = [found("[data-allow]"), found("[data-show]")];
  const update = (): void => {
    const state = "Notification" in window ? Notification.permission : "none";
    if (words !== null) setText(words, text(`desktop.${state}`));
    show(allow, state === "default");
    show(one, state === "granted");
  };
  allow?.addEventListener("click", () => void Notification.requestPermission().then(update));
  one?.addEventListener("click", () => new Notification(text("test.title"), { body: text("test.body"), tag: "test" }));
  update();
}

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const plain = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

async function startPush(): Promise<void> {
  const words = found("[data-push-state]");
  const [take, stop] = [found("[data-subscribe]"), found("[data-unsubscribe]")];
  const say = (state: string): void => {
    if (words !== null) setText(words, text(`push.${state}`));
  };
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    say("none");
    return;
  }
  const present = async (): Promise<PushSubscription | null> =>
    (await (await navigator.serviceWorker.getRegistration("/"))?.pushManager.getSubscription()) ?? null;
  const update = async (): Promise<void> => {
    const isOn = (await present()) !== null;
    say(isOn ? "on" : "off");
    show(take, !isOn);
    show(stop, isOn);
  };
  take?.addEventListener("click", () => void subscribe(take.dataset["subscribe"] ?? "").then(update, (problem: unknown) => {
    if (problem instanceof HttpError) complain(problem);
    else say("failed");
  }));
  stop?.addEventListener("click", () => void (async () => {
    const subscription = await present();
    if (subscription !== null) {
      await postJson("/desk/alerts/browsers/forget", { endpoint: subscription.endpoint }).catch(complain);
      await subscription.unsubscribe();
    }
    location.reload();
  })());
  await update();
}

async function subscribe(key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") return;
  const registration = await navigator.serviceWorker.register(WORKER, { scope: "/" });
  await navigator.serviceWorker.ready;
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: keyBytes(key) });
  const { endpoint, keys } = subscription.toJSON();
  await postJson("/desk/alerts/browsers", { endpoint, keys: { p256dh: keys?.["p256dh"], auth: keys?.["auth"] } });
  location.reload();
}

function startTests(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-test]")) {
    button.addEventListener("click", () => {
      button.disabled = true;
      const address = button.dataset["test"] ?? "";
      postJson<Record<string, string>>(address, {})
        .then((answer) => toast(text(address.endsWith("push") ? "test.push" : "test.letter", answer)), complain)
        .finally(() => (button.disabled = false));
    });
  }
}

document.querySelectorAll<HTMLElement>("[data-needs-script]").forEach((part) => (part.hidden = false));
startSounds();
startDesktop();
void startPush();
startTests();
if (found(".flashes") !== null) tellAlertsChanged();
