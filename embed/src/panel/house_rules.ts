/** What the server says about this panel beside its words: which files may be sent, and what is asked in the end. */

import { isRecord } from "../shared/json_text";
import type { FileRules } from "../shared/uploads";

/** The site's decisions. */
export interface HouseRules {
  readonly files: FileRules | null;
  readonly survey: boolean;
  readonly transcript: boolean;
}

/** Reads them from the panel's configuration; what is missing is switched off. */
export function readHouseRules(configuration: Readonly<Record<string, unknown>>): HouseRules {
  const files = isRecord(configuration.files) ? configuration.files : {};
  const after = isRecord(configuration.after_chat) ? configuration.after_chat : {};
  const endings = Array.isArray(files.endings) ? files.endings.filter((ending): ending is string => typeof ending === "string") : [];
  const bytes = typeof files.bytes === "number" ? files.bytes : 0;
  return { files: endings.length > 0 && bytes > 0 ? { endings, bytes } : null, survey: after.survey === true, transcript: after.transcript === true };
}
