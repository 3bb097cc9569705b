/** What the operator does with single messages of the open chat: answer, change, take back, look what they said before. */

import { ask, openDialog } from "../dialog";
import { element } from "../safe_dom";
import { text } from "../texts";
import { exact } from "../time";
import { toast } from "../toast";
import type { Composer } from "./composer";
import type { Desk } from "./desk";
import type { DeskChat, Message } from "./documents";
import { earlierOf } from "./message_items";
import type { RowActions } from "./message_rows";
import { visitorName } from "./message_rows";
import type { ToolActions } from "./message_tools";
import { openChat } from "./selectors";
import type { State } from "./state";
import type { Store } from "./store";

/** Refusals after which the words go back into the box: the chat is over, or somebody else's. */
const TAKEN_BACK = new Set(["chat_closed", "not_yours"]);

export class Conversing {
  constructor(
    private readonly store: Store,
    private readonly desk: Desk,
    private readonly composer: () => Composer,
  ) {
    store.subscribe((state, before) => (state.outgoing === before.outgoing ? undefined : this.keepRefused(state)));
  }

  /** Whether I can write to the visitor of this chat now. */
  canReply(chat: DeskChat | null): boolean {
    return chat !== null && chat.state === "active" && chat.operator?.id === this.store.state.me.id;
  }

  /** What the rows of the log can do. */
  rows(): Omit<RowActions, "jump"> {
    return {
      retry: (clientId) => this.desk.outbox.retry(clientId),
      takeBack: (clientId) => this.composer().put(this.desk.outbox.withdraw(clientId)),
      loadEarlier: () => this.loadPrevious(),
    };
  }

  /** What the bar at a message can do. */
  tools(): ToolActions {
    return {
      find: (chat, id) => this.store.state.conversations.get(chat)?.messages.find((one) => one.id === id) ?? null,
      canQuote: (message) => message.chat === this.store.state.open.chat && this.canReply(openChat(this.store.state)),
      canEdit: (message) => message.from === "operator" && message.file === null && this.mayChange(message),
      canRemove: (message) => (message.from === "operator" || message.from === "visitor") && this.mayChange(message),
      quote: (message) => this.quote(message),
      edit: (message) => this.edit(message),
      remove: (message) => void this.remove(message),
      history: (message) => void this.history(message),
    };
  }

  /** Answers this message, or the last one of the visitor; says whether there was one. */
  quote(message = this.last((one) => one.from === "visitor")): boolean {
    if (message !== null) {
      const name = message.from === "visitor" ? visitorName(this.store.state, message.chat) : message.name;
      this.composer().quote(message, name);
    }
    return message !== null;
  }

  /** Changes my last message; says whether there was one. */
  editLast(): boolean {
    const message = this.last((one) => one.from === "operator" && one.operator_id === this.store.state.me.id && this.mayChange(one));
    if (message !== null) {
      this.edit(message);
    }
    return message !== null;
  }

  /** Loads the chat that the visitor had before the earliest one that is shown. */
  loadPrevious(): void {
    const { chat } = this.store.state.open;
    if (chat !== null) {
      void this.desk.talking.loadPrevious(chat);
    }
  }

  /** Whether there is such a chat, as far as the desk knows. */
  hasPrevious(): boolean {
    const { chat } = this.store.state.open;
    return chat !== null && earlierOf(this.store.state, chat) === "more";
  }

  /** Sends what is in the box and ends the chat when it has arrived. */
  async sendAndClose(close: (chat: string) => Promise<void>): Promise<void> {
    const chat = openChat(this.store.state);
    if (chat === null || !this.canReply(chat)) {
      return;
    }
    await this.composer().send();
    if (await this.desk.outbox.settled(chat.key)) {
      await close(chat.key);
    }
  }

  private edit(message: Message): void {
    if (message.chat === this.store.state.open.chat) {
      this.composer().edit(message);
    }
  }

  private async remove(message: Message): Promise<void> {
    if ((await ask("delete-message")) === "delete") {
      await this.desk.talking.remove(message);
    }
  }

  private async history(message: Message): Promise<void> {
    const dialog = openDialog("message-history");
    const list = dialog.querySelector("[data-part='versions']");
    list?.replaceChildren(element("li", { text: text("loading") }));
    try {
      const versions = await this.desk.talking.history(message);
      list?.replaceChildren(
        ...versions.map((version) =>
          element(
            "li",
            {},
            element("p", { class: "version-meta", text: text("changed_by", { name: version.operator.name, time: exact(new Date(version.at)) }) }),
            element("p", { class: "version-text", text: version.text, attributes: { dir: "auto" } }),
          ),
        ),
      );
    } catch {
      list?.replaceChildren(element("li", { text: text("error.unreachable") }));
    }
  }

  private mayChange(message: Message): boolean {
    const { id, permissions } = this.store.state.me;
    const isOwn = message.from === "operator" && message.operator_id === id;
    return permissions.includes("chats.edit_all_messages") || (isOwn && permissions.includes("chats.edit_own_messages"));
  }

  private last(wanted: (message: Message) => boolean): Message | null {
    const { open, conversations } = this.store.state;
    const messages = open.chat === null ? undefined : conversations.get(open.chat)?.messages;
    return messages?.filter((one) => one.deleted_at === null && wanted(one)).at(-1) ?? null;
  }

  /** Words for a chat that ended meanwhile go back into its box, where they wait for it to be opened again. */
  private keepRefused(state: State): void {
    const refused = state.outgoing.filter((one) => one.state === "refused" && TAKEN_BACK.has(one.code ?? ""));
    for (const one of refused) {
      const words = this.desk.outbox.withdraw(one.client_id);
      const draft = this.desk.keeping.draft(one.chat);
      this.desk.keeping.keepDraft(one.chat, draft === "" ? words : `${words}\n${draft}`, Date.now());
      toast(text(`kept.${one.code ?? ""}`), { tone: "error" });
      void this.desk.readChat(one.chat); // the news of it may have been lost
    }
  }
}
