/** Alerts the operator, as they wish: sounds (again and again where something waits), and notifications of the browser. */

import { pageData } from "../data";
import { getJson } from "../http";
import { text } from "../texts";
import { alertWays, type AlertPreferences, type Occasion, type Situation, type Way } from "./alert_matrix";
import { onAlertsChanged } from "./alert_news";
import { handedToMe, happenings, lateChats, waitingForMe, type Happening } from "./alert_watch";
import type { Alarm } from "./alarm";
import { isAttentive } from "./attention";
import type { DeskChat } from "./documents";
import type { Note } from "./conversation_documents";
import { serverNow } from "./server_clock";
import type { State } from "./state";
import type { Store } from "./store";
import { called } from "./words";

const LOOK_MILLISECONDS = 1000;
/** What rings, the most urgent first. */
const RINGING: readonly Occasion[] = ["late", "assigned", "waiting"];

export class Alerts {
  private wishes = pageData<AlertPreferences>("desk-alerts");
  /** Which waits were late already, so that each is told once. */
  private readonly late = new Set<string>();
  private readonly shown = new Map<string, Notification>();

  constructor(
    private readonly store: Store,
    private readonly alarm: Alarm,
    private readonly open: (chat: string, note: number | null) => void,
    private readonly changed: (wishes: AlertPreferences) => void,
  ) {
    this.take(this.wishes);
    store.subscribe((state, before) => {
      for (const happening of happenings(state, before, isAttentive())) {
        this.tell(happening);
      }
      this.update();
    });
    for (const type of ["focus", "blur"] as const) {
      window.addEventListener(type, () => this.update());
    }
    document.addEventListener("visibilitychange", () => this.update());
    setInterval(() => this.update(), LOOK_MILLISECONDS);
    onAlertsChanged(() => void getJson<AlertPreferences>("/desk/alerts/wishes").then((wishes) => this.take(wishes), () => undefined));
  }

  /** What the operator wants. */
  get preferences(): AlertPreferences {
    return this.wishes;
  }

  /** Somebody calls the operator by name. */
  mentioned(chat: DeskChat, note: Note): void {
    this.tell({ occasion: "mentioned", chat }, note);
  }

  /** Lets ring what should ring now, and hides notifications about what is over. */
  update(): void {
    const { state } = this.store;
    const late = lateChats(state, serverNow());
    this.noticeLate(late);
    const waits: Readonly<Record<string, readonly DeskChat[]>> = {
      late,
      assigned: handedToMe(state, isAttentive()),
      waiting: waitingForMe(state),
    };
    const loudest = RINGING.find((occasion) => (waits[occasion]?.length ?? 0) > 0 && this.ways(occasion).has("repeat"));
    this.alarm.ring(loudest ?? null);
    for (const [key, notification] of this.shown) {
      const chat = state.chats.get(key);
      if (chat === undefined || chat.state === "closed" || (isAttentive() && state.open.chat === key)) {
        notification.close();
        this.shown.delete(key);
      }
    }
  }

  private take(wishes: AlertPreferences): void {
    this.wishes = wishes;
    this.alarm.volume = wishes.volume;
    this.changed(wishes);
  }

  private noticeLate(late: readonly DeskChat[]): void {
    const waits = late.map((chat): readonly [string, DeskChat] => [`${chat.key} ${chat.awaiting_since ?? chat.waiting_since ?? ""}`, chat]);
    const isFirstLook = !this.store.state.isLoaded;
    for (const [wait, chat] of waits) {
      if (!this.late.has(wait)) {
        this.late.add(wait);
        if (!isFirstLook) this.tell({ occasion: "late", chat });
      }
    }
    const now = new Set(waits.map(([wait]) => wait));
    this.late.forEach((wait) => now.has(wait) || this.late.delete(wait));
  }

  private tell({ occasion, chat }: Happening, note: Note | null = null): void {
    const ways = this.ways(occasion);
    if (ways.has("sound") && !ways.has("repeat")) {
      this.alarm.play(occasion);
    }
    if (ways.has("desktop")) {
      this.notify(occasion, chat, note);
    }
  }

  private notify(occasion: Occasion, chat: DeskChat, note: Note | null): void {
    if (!("Notification" in window) || Notification.permission !== "granted") {
      return;
    }
    try {
      const visitor = called(chat.visitor);
      const title = note === null ? text(`alert.${occasion}`, { name: visitor }) : text("mentioned_by", { name: note.operator.name, visitor });
      const notification = new Notification(title, { body: note?.text ?? chat.last_line, tag: `chat-${chat.key}` });
      notification.addEventListener("click", () => {
        window.focus();
        this.open(chat.key, note?.id ?? null);
        notification.close();
      });
      this.shown.set(chat.key, notification);
    } catch {
      // Some phones show notifications of service workers only; push messages reach them.
    }
  }

  private ways(occasion: Occasion): ReadonlySet<Way> {
    return alertWays(this.wishes, occasion, situationOf(this.store.state));
  }
}

/** Where the operator is. A line that is down says nothing about them. */
export function situationOf(state: State): Situation {
  const { presence, isIdle } = state.me;
  return {
    presence: presence === "offline" ? "online" : presence,
    is_idle: isIdle,
    is_focused: isAttentive(),
    is_touched: true,
  };
}
