/** The server's list of invitations that may be shown on a page. */

import { isRecord } from "../shared/json_text";

/** An invitation that may be shown on this page; its words stay on the server until it is claimed. */
export interface Armed {
  readonly key: string;
  readonly version: unknown;
  readonly test: unknown;
  readonly moment: Readonly<Record<string, unknown>> | null;
  /** The address of the browser module that notices the moment. */
  readonly module?: unknown;
  /** It shows inside an open chat, where all others are silent. */
  readonly in_chat?: boolean;
  /** Once shown it stays on the screen when the visitor goes on to a page that is not meant. */
  readonly follows?: boolean;
}

/** Reads the server's list; entries that are not understood are left out. */
export function readArmed(value: unknown): Armed[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) =>
    isRecord(item) && typeof item.key === "string"
      ? [{ key: item.key, version: item.version, test: item.test, moment: isRecord(item.moment) ? item.moment : null, module: item.module, in_chat: item.in_chat === true, follows: item.follows === true }]
      : [],
  );
}
