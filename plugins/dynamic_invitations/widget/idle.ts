/** The visitor has not done anything for a while; this lasts until the next activity. One timer, no polling. */

import type { WidgetModule } from "beckon/widget-module";

const module: WidgetModule = {
  moments: {
    idle: {
      watch(settings, page, report) {
        const wanted = Number(settings.seconds) * 1000;
        let isIdle = false;
        let isWaiting = false;
        const rest = (): number => page.activity_at() + wanted - page.now();
        // The timer is not set anew with every activity: it looks when it rings, and sleeps for what is left.
        const wait = (): void => {
          if (isIdle || isWaiting) return;
          isWaiting = true;
          page.later(() => {
            isWaiting = false;
            look();
          }, Math.max(1, rest()));
        };
        const look = (): void => {
          const isNow = rest() <= 0;
          if (isNow && !isIdle) report.began();
          if (!isNow && isIdle) report.ended();
          isIdle = isNow;
          wait();
        };
        page.active(() => isIdle && look());
        page.changed(look);
        look();
      },
    },
  },
};

export default module;
