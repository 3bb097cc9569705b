/** Fetches what the lists do not have yet: the rest of a long one, everything before it is searched, and fresh numbers. */

import { getJson } from "../http";
import type { DeskChat, ListName, Totals } from "./documents";
import { EVERYTHING, type Choice } from "./list_choice";
import { LISTS } from "./lists";
import type { Store } from "./store";

const RECOUNT_MILLISECONDS = 4000;

interface ListPage {
  readonly chats: readonly DeskChat[];
  readonly more: boolean;
}

export class ListLoader {
  private readonly loading = new Set<ListName>();
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly store: Store) {
    store.subscribe((state, before) => {
      if (state.chats === before.chats || state.listedAt !== before.listedAt || this.loading.size > 0) {
        return;
      }
      const hasUnlisted = LISTS.some((name) => state.unlistedChats[name] > 0);
      if (hasUnlisted && [...state.chats.keys()].some((key) => !before.chats.has(key))) {
        this.recountSoon();
      }
    });
  }

  /** Fetches the next chats of a list, if there are any. Returns whether still more follow. */
  async more(name: ListName): Promise<boolean> {
    const { listedUpTo, unlistedChats } = this.store.state;
    const last = listedUpTo[name];
    if (this.loading.has(name) || unlistedChats[name] === 0 || last === null) {
      return false;
    }
    this.loading.add(name);
    try {
      const page = await getJson<ListPage>(`/desk/lists/${name}?after=${encodeURIComponent(last)}`);
      this.store.dispatch({ type: "listed", list: name, chats: page.chats, more: page.more });
      return page.more && page.chats.length > 0;
    } catch {
      return false;
    } finally {
      this.loading.delete(name);
    }
  }

  /** Fetches everything that a choice could be about: what is searched or sorted must be here whole. */
  complete(choice: Choice): void {
    if (choice.words === EVERYTHING.words && choice.department === null && choice.sort === EVERYTHING.sort) {
      return;
    }
    for (const name of LISTS) {
      void this.rest(name);
    }
  }

  private async rest(name: ListName): Promise<void> {
    while (await this.more(name)) {
      // The next page.
    }
  }

  private recountSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      getJson<Totals>("/desk/totals").then(
        (totals) => this.store.dispatch({ type: "totals", totals }),
        () => undefined,
      );
    }, RECOUNT_MILLISECONDS);
  }
}
