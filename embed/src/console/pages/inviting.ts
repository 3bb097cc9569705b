/** One visitor's page: inviting by hand, and what becomes of it. */

import { Inviting } from "../inviting";
import { freshPart } from "../page_parts";
import { refreshTimes } from "../time";

const PART = "by-hand";

const renew = async (): Promise<void> => {
  const own = document.getElementById(PART);
  const fresh = await freshPart(location.href, PART);
  if (own === null || fresh === null || own.contains(document.activeElement)) return;
  own.replaceChildren(...Array.from(fresh.childNodes));
  refreshTimes(own);
};

const inviting = new Inviting(() => void renew());
inviting.start();
inviting.follow();
