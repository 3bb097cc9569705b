/** Starts the widget on a page, once, and never in a way that could disturb the page. */

import { makeCommand, earlyCalls, type BeckonFunction } from "./commands";
import { Core, type CoreNeeds } from "./core";
import { makeGuard, takeNatives, type Guard, type Natives } from "./natives";
import { readOptions, type Options } from "./options";
import { findHome, type Home } from "./script";
import { takeTrial } from "./trial_link";

/** What has been started: the core and the means it uses. */
export interface Started {
  readonly core: Core;
  readonly natives: Natives;
  readonly guard: Guard;
}

/** Where options come from besides the page's own block, and who wants to know when the core runs. */
export interface Extras {
  options?(page: Readonly<Record<string, unknown>>, warn: (sentence: string) => void): unknown;
  started?(started: Started): void;
}

type Page = Window & typeof globalThis & { Beckon?: unknown };

const OPTIONS_ID = "beckon-options";

function writtenOptions(page: Page, natives: Natives): unknown {
  const block = page.document.getElementById(OPTIONS_ID);
  if (!block) return undefined;
  try {
    return natives.parse(block.textContent || "null");
  } catch {
    natives.warn("the options block is not valid JSON; the defaults are used.");
    return undefined;
  }
}

/** Waits for a body and, where the page is still being prepared unseen, for the visitor to really come. */
function whenReady(page: Page, natives: Natives, guard: Guard, run: () => void): void {
  const document = page.document as Document & { prerendering?: boolean };
  if (document.prerendering) {
    natives.listen(document, "prerenderingchange", guard(() => whenReady(page, natives, guard, run)), { once: true });
  } else if (!document.body || (document.readyState === "loading" && !document.getElementById(OPTIONS_ID))) {
    natives.listen(document, "DOMContentLoaded", guard(run), { once: true });
  } else {
    run();
  }
}

/** What the try-it's file holds. */
type TryIt = typeof import("../try_it/main");

function begin(page: Page, natives: Natives, guard: Guard, home: Home, extras: Extras, early: unknown[][], trial: string | null): void {
  const complain = (sentence: string): void => natives.warn(sentence);
  const written = writtenOptions(page, natives);
  const more = extras.options ? extras.options(page as unknown as Record<string, unknown>, complain) : undefined;
  const options: Options = readOptions(written === undefined ? more : written, complain);
  const needs: CoreNeeds = { view: page, natives, guard, home, options };
  const run = (core: Core): void => {
    const command = makeCommand(core, natives, guard);
    const waiting = page.Beckon;
    page.Beckon = command;
    if (extras.started) extras.started({ core, natives, guard });
    for (const call of early) command(call[0], ...call.slice(1));
    for (const call of earlyCalls(waiting)) command(call[0], ...call.slice(1));
    core.start();
  };
  // A try-it runs in place of the visitor's widget; its file is loaded for whoever opens such a link, and nobody else.
  if (trial) guard(async () => run(((await import(`${home.base}/embed/static/try_it.js`)) as TryIt).startTrial(needs, trial)))();
  else run(new Core(needs));
}

/** The whole start; whatever goes wrong is a debug line. */
export function boot(page: Page, extras: Extras = {}): void {
  const natives = takeNatives(page);
  const guard = makeGuard(natives);
  guard(() => {
    if (page.Beckon && (page.Beckon as BeckonFunction).started) {
      natives.warn("the embed code is on this page twice; the second one is ignored.");
      return;
    }
    const home = findHome(page.document);
    if (!home) {
      natives.warn("cannot tell where Beckon lives: the script element has no usable address.");
      return;
    }
    const trial = takeTrial(page, home.base);
    const early = earlyCalls(page.Beckon);
    const stub: BeckonFunction = Object.assign(
      ((...args: unknown[]) => void (stub.q as unknown[]).push(args)) as BeckonFunction,
      { q: [] as unknown[], started: true as const },
    );
    page.Beckon = stub;
    whenReady(page, natives, guard, () => begin(page, natives, guard, home, extras, early, trial));
  })();
}
