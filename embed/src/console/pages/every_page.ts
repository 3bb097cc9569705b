/** What every page of the console does: fresh times, copy buttons, dialogs, menus, tooltips, the theme switch. */

import { startCopyButtons } from "../copy";
import { startDialogs } from "../dialog";
import { startMenus } from "../menus";
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
document.querySelector<HTMLElement>("[data-autofocus]")?.focus();
