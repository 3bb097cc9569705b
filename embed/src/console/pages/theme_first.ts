/** Runs in the head, before anything is painted, so that a dark page never flashes white. */

import { applyTheme } from "../theme";

applyTheme();
