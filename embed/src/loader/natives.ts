/** The browser's own functions, taken before the page can disturb us, or borrowed from a clean frame when it already has. */

/** What the loader needs of the platform. */
export interface Natives {
  parse(text: string): unknown;
  fetch(input: string, init: RequestInit): Promise<Response>;
  listen(target: EventTarget, type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): void;
  unlisten(target: EventTarget, type: string, listener: (event: Event) => void, options?: EventListenerOptions): void;
  setTimer(run: () => void, milliseconds: number): number;
  clearTimer(timer: number): void;
  debug(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
}

type Realm = Window & typeof globalThis;

function isNative(candidate: unknown): boolean {
  return typeof candidate === "function"
    && /\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(candidate));
}

/** True when the page has replaced one of the functions that we cannot do without. */
function isDisturbed(page: Realm): boolean {
  try {
    return !isNative(page.JSON.parse)
      || !isNative(page.fetch)
      || !isNative(page.EventTarget.prototype.addEventListener)
      || !isNative(page.setTimeout);
  } catch {
    return true;
  }
}

/** A hidden empty frame whose functions nobody has touched; it stays, because its fetch dies with it. */
function cleanRealm(page: Realm): Realm | null {
  try {
    const frame = page.document.createElement("iframe");
    frame.hidden = true;
    frame.tabIndex = -1;
    frame.setAttribute("aria-hidden", "true");
    frame.title = "";
    (page.document.body || page.document.documentElement).appendChild(frame);
    return frame.contentWindow as Realm | null;
  } catch {
    return null;
  }
}

/** Takes the platform's functions once, at start. */
export function takeNatives(page: Realm): Natives {
  const source = (isDisturbed(page) && cleanRealm(page)) || page;
  const parse = source.JSON.parse;
  const fetchNow = source.fetch;
  const add = source.EventTarget.prototype.addEventListener;
  const remove = source.EventTarget.prototype.removeEventListener;
  const setTimer = isNative(page.setTimeout) ? page.setTimeout : source.setTimeout;
  const clearTimer = isNative(page.clearTimeout) ? page.clearTimeout : source.clearTimeout;
  const console = page.console;
  const debug = console && console.debug;
  const warn = console && console.warn;
  return {
    parse: (text) => parse(text) as unknown,
    fetch: (input, init) => fetchNow.call(source, input, init),
    listen: (target, type, listener, options) => add.call(target, type, listener, options),
    unlisten: (target, type, listener, options) => remove.call(target, type, listener, options),
    setTimer: (run, milliseconds) => setTimer.call(page, run, milliseconds) as unknown as number,
    clearTimer: (timer) => clearTimer.call(page, timer),
    debug: (...parts) => {
      if (debug) debug.apply(console, ["Beckon:", ...parts]);
    },
    warn: (...parts) => {
      if (warn) warn.apply(console, ["Beckon:", ...parts]);
    },
  };
}

/** Makes callbacks that never throw into the page: what goes wrong is a debug line and nothing else. */
export function makeGuard(natives: Natives) {
  return function guard<Args extends unknown[]>(run: (...args: Args) => unknown): (...args: Args) => void {
    return (...args) => {
      try {
        const result = run(...args);
        if (result instanceof Object && typeof (result as Promise<unknown>).then === "function") {
          (result as Promise<unknown>).then(undefined, (problem: unknown) => natives.debug(problem));
        }
      } catch (problem) {
        try {
          natives.debug(problem);
        } catch {
          // A console that throws is the page's own business.
        }
      }
    };
  };
}

/** A wrapper that keeps a callback's errors away from the page. */
export type Guard = ReturnType<typeof makeGuard>;
