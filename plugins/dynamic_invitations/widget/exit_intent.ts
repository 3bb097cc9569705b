/** The visitor is about to leave: the loader notices it, because it is also a fact; here it becomes a moment. */

import type { WidgetModule } from "beckon/widget-module";

const module: WidgetModule = {
  moments: {
    exit_intent: {
      watch(_settings, page, report) {
        page.leaving((seconds) => report.happened({ "page.exit_seconds": seconds }));
      },
    },
  },
};

export default module;
