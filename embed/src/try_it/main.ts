/** The try-it, in place of the visitor's widget: the same core with a server, a clock and a memory of its own, and a panel. */

import { Core, type CoreNeeds } from "../loader/core";
import { Driver } from "./driver";
import { Trial } from "./trial";
import { TrialServer } from "./trial_server";

/** The height of the folded panel on a phone, where launcher and bubble stand above it. */
const FOLDED_HEIGHT = 112;

/** Starts the try-it of a token and gives the core that the page's own calls go to. */
export function startTrial(needs: CoreNeeds, token: string): Core {
  const { view, natives, guard, home, options } = needs;
  const isPhone = view.matchMedia("(max-width: 480px)").matches;
  const trial = new Trial(view, natives, token, home.base, isPhone);
  const server = new TrialServer(natives, home.base, trial);
  const core = new Core({
    ...needs,
    options: { ...options, storage: "session", offset_y: options.offset_y + (isPhone ? FOLDED_HEIGHT : 0) },
    trial: { server, now: () => view.performance.now() + trial.ahead_ms, shelf: () => null },
  });
  const driver = new Driver({ view, natives, guard, core, trial, server, options });
  server.listener = driver;
  driver.start();
  return core;
}
