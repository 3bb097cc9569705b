/** The visitor has scrolled far enough; what was reached stays reached until the page ends. */

import type { WidgetModule } from "beckon/widget-module";

const module: WidgetModule = {
  moments: {
    scroll: {
      watch(settings, page, report) {
        let isReached = false;
        const look = (): void => {
          if (isReached || page.scroll_percent() < Number(settings.percent)) return;
          isReached = true;
          report.began();
        };
        page.changed(look);
        look();
      },
    },
  },
};

export default module;
