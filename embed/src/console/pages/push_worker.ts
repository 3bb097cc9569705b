/** Shows push messages while no page of Beckon is open, and brings the desk to the front with a click; nothing else. */

interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushMessageEvent extends ExtendableEvent {
  readonly data: { json(): unknown } | null;
}
interface ClickEvent extends ExtendableEvent {
  readonly notification: Notification;
}
interface Page {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}
interface Worker {
  readonly registration: { showNotification(title: string, options: NotificationOptions & { renotify?: boolean }): Promise<void> };
  readonly clients: { matchAll(options: object): Promise<readonly Page[]>; openWindow(url: string): Promise<unknown>; claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: never) => void): void;
}

const worker = self as unknown as Worker;

function told(data: PushMessageEvent["data"]): Record<string, string> {
  try {
    const found = data?.json();
    return typeof found === "object" && found !== null ? (found as Record<string, string>) : {};
  } catch {
    return {};
  }
}

async function show(data: PushMessageEvent["data"]): Promise<void> {
  const { title, body, tag, url } = told(data);
  await worker.registration.showNotification(String(title ?? "Beckon"), {
    body: String(body ?? ""),
    ...(tag ? { tag: String(tag), renotify: true } : {}),
    data: { url: typeof url === "string" && url.startsWith("/") && !url.startsWith("//") ? url : "/" },
  });
}

/** An open desk comes to the front; else one is opened. */
async function open(url: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const desk = pages.find((page) => new URL(page.url).pathname === "/");
  if (desk === undefined) {
    await worker.clients.openWindow(url);
    return;
  }
  await desk.focus().catch(() => undefined);
  await desk.navigate(new URL(url, worker.location.origin).href).catch(() => worker.clients.openWindow(url));
}

worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event: ExtendableEvent) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("push", (event: PushMessageEvent) => event.waitUntil(show(event.data)));
worker.addEventListener("notificationclick", (event: ClickEvent) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url?: string } | null)?.url ?? "/"));
});
