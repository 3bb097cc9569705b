/** The script at the classic path: the same loader, with the classic names around it. */

import { boot } from "../loader/boot";
import { isRecord } from "../shared/json_text";
import { installClassic } from "./classic_api";
import { classicOptions } from "./classic_args";

const page = window as Window & typeof globalThis & { LHC_API?: unknown; LHCChatOptions?: unknown };

boot(page, {
  options: (_names, warn) => {
    const older = isRecord(page.LHCChatOptions) && page.LHCChatOptions.events ? { events: page.LHCChatOptions.events } : {};
    const args = isRecord(page.LHC_API) ? page.LHC_API.args : undefined;
    return classicOptions(isRecord(args) || older.events ? { ...older, ...(args as object | undefined) } : args, warn);
  },
  started: (started) => installClassic(page as unknown as Record<string, unknown>, started),
});
