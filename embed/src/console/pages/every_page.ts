/** What every page of the console does: fresh times, copy buttons, dialogs, menus, tooltips, the theme switch. */

import { startCopyButtons } from "../copy";
import { startDialogs } from "../dialog";
import { startDownloads } from "../downloading";
import { startInboxCount } from "../inbox_count";
import { startMenus } from "../menus";
import { startOnce } from "../once";
import { startThemeChoice } from "../theme";
import { startTimes } from "../time";
import { startTooltips } from "../tooltip";
import { startTouches } from "../touched";

startTimes();
startCopyButtons();
startDialogs();
startMenus();
startThemeChoice();
startTooltips();
startTouches();
startDownloads();
startOnce();
startInboxCount();
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector<HTMLElement>("[data-autofocus]")?.focus();
