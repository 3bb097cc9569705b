/** Runs in the head, before anything is painted, so that a dark page never flashes white and no pane jumps. */

import { applyPanes } from "../desk/pane_widths";
import { applyTheme } from "../theme";

applyTheme();
applyPanes();
