/** Notices a try-it link: its token leaves the address bar at once and stays with this tab until the try-it is closed. */

/** The token of the try-it that runs in this tab, or null. */
export function takeTrial(page: Window, base: string): string | null {
  const { location, history } = page;
  const found = /#?[?&]beckon-try=([\w.~-]+)$/.exec(location.hash);
  const token = found && found[1] as string;
  try {
    // The page's own state object stays, and the fragment that was there before the link was made comes back.
    if (found) history.replaceState(history.state, "", location.href.slice(0, -found[0].length));
    const shelf = page.sessionStorage;
    if (token) shelf.setItem(TRIAL_KEY + base, token);
    return shelf.getItem(TRIAL_KEY + base);
  } catch {
    return token;
  }
}

/** Where the token waits for the tab's next page, followed by the server's address. */
export const TRIAL_KEY = "beckon-try:";
